//! The open sessions of a user, and ending them.

use crate::{
    door::{self, CoreError, Thing, ops::system::EndSession, ui_error},
    error::{ErrorKind, UiError},
};
use leptos::prelude::use_context;
use std::sync::Arc;
use strongroom_domain::{Timestamp, UserId};
use tower_sessions::session::Id;

/// Store of console sessions. The server provides it to every request as `Arc<dyn Sessions>`.
#[async_trait::async_trait]
pub trait Sessions: Send + Sync {
    /// The open sessions of a user, most recently used first. `own` is the session of the request.
    ///
    /// # Errors
    /// The store does not answer.
    async fn of(&self, user: UserId, own: Option<Id>) -> Result<Vec<OpenSession>, CoreError>;
    /// Ends a session of a user. Returns whether it existed.
    ///
    /// # Errors
    /// The store does not answer.
    async fn end(&self, user: UserId, name: &[u8; 16]) -> Result<bool, CoreError>;
    /// Ends all sessions of a user except one. Returns their number.
    ///
    /// # Errors
    /// The store does not answer.
    async fn end_all(&self, user: UserId, but: Option<Id>) -> Result<u64, CoreError>;
}

/// An open console session.
#[derive(Clone, Debug)]
pub struct OpenSession {
    /// Its public name. It cannot be used as a session id.
    pub name: [u8; 16],
    /// When it began, or got its current id.
    pub began: Timestamp,
    /// Its last request; up to one minute behind.
    pub seen: Timestamp,
    /// Client address of the sign-in.
    pub address: Option<String>,
    /// User agent of the sign-in.
    pub agent: Option<String>,
    /// Whether it is the session of this request.
    pub own: bool,
}

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

/// Ends every session of a user except this one, after a change of their credentials.
///
/// # Errors
/// The store does not answer.
pub(crate) async fn end_sessions_of(user: UserId) -> Result<(), UiError> {
    let own = door::session()?.id();
    all()?.end_all(user, own).await.map(drop).map_err(ui_error)
}
