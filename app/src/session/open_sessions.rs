//! The open sessions of a user, and ending them.

use crate::{
    door::{self, CoreError, OpenSession, Sessions, Thing, ops::system::EndSession, ui_error},
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
    let user = door::principal().await?.id;
    door::call(EndSession { all_others: false }).await?;
    let ended = all()?.end(user, &name).await.map_err(ui_error)?;
    if ended { Ok(()) } else { Err(ui_error(CoreError::NotFound(Thing::ConsoleSession))) }
}
