//! The open sessions of a user, and ending them.

use crate::{
    door::{
        self, CoreError, OpenSession, Sessions, Thing,
        ops::system::{EndSession, EndedSessions},
        ui_error,
    },
    error::{ErrorKind, UiError},
};
use leptos::prelude::use_context;
use std::sync::Arc;

fn all() -> Result<Arc<dyn Sessions>, UiError> {
    use_context().ok_or_else(|| UiError::new(ErrorKind::Internal, "The session layer is missing."))
}

/// The signed-in user's open sessions.
///
/// # Errors
/// Nobody is signed in, or the store does not answer.
pub(crate) async fn open_sessions() -> Result<Vec<OpenSession>, UiError> {
    let user = door::principal().await?.id;
    let own = door::session()?.id();
    all()?.of(user, own).await.map_err(ui_error)
}

/// Ends one of the signed-in user's sessions.
///
/// # Errors
/// Nobody is signed in, the session is gone, or the store does not answer.
pub(crate) async fn end_session(name: [u8; 16]) -> Result<(), UiError> {
    if !open_sessions().await?.iter().any(|open| open.name == name) {
        return Err(ui_error(CoreError::NotFound(Thing::ConsoleSession)));
    }
    door::call(EndSession { which: EndedSessions::One(name) }).await
}
