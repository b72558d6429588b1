//! The live sessions of a person, and their end.

use crate::{
    door::{self, CoreError, ops::system::EndSession, ports::StoreError, ui_error},
    error::{ErrorKind, UiError},
};
use leptos::prelude::use_context;
use std::sync::Arc;
use strongroom_core::Thing;
use strongroom_domain::{Timestamp, UserId};
use tower_sessions::session::Id;

/// Console sessions, wherever they are kept. The server hands them to every request as `Arc<dyn Sessions>`.
#[async_trait::async_trait]
pub trait Sessions: Send + Sync {
    /// The live ones of a user, last seen first; `own` marks the one that asks.
    ///
    /// # Errors
    /// The store does not answer.
    async fn of(&self, user: UserId, own: Option<Id>) -> Result<Vec<OpenSession>, StoreError>;
    /// Ends one of a user. Whether there was one.
    ///
    /// # Errors
    /// The store does not answer.
    async fn end(&self, user: UserId, name: &[u8; 16]) -> Result<bool, StoreError>;
    /// Ends all of a user but one. How many there were.
    ///
    /// # Errors
    /// The store does not answer.
    async fn end_all(&self, user: UserId, but: Option<Id>) -> Result<u64, StoreError>;
}

/// A live console session.
#[derive(Clone, Debug)]
pub struct OpenSession {
    /// Names it without being able to use it.
    pub name: [u8; 16],
    /// When it began, or got its present id.
    pub began: Timestamp,
    /// Its last request, a minute late at most.
    pub seen: Timestamp,
    /// Client address of the sign-in.
    pub address: Option<String>,
    /// Browser of the sign-in, as it calls itself.
    pub agent: Option<String>,
    /// Whether it is the one that asks.
    pub own: bool,
}

fn all() -> Result<Arc<dyn Sessions>, UiError> {
    use_context().ok_or_else(|| UiError::new(ErrorKind::Internal, "No session layer is there."))
}

/// The signed-in person's sessions.
///
/// # Errors
/// Nobody is signed in, or the store does not answer.
pub(crate) async fn open_sessions() -> Result<Vec<OpenSession>, UiError> {
    let user = door::principal().await?.id;
    let own = door::session()?.id();
    all()?.of(user, own).await.map_err(|e| ui_error(e.into()))
}

/// Ends one of the signed-in person's sessions.
///
/// # Errors
/// Nobody is signed in, the session is gone, or the store does not answer.
pub(crate) async fn end_session(name: [u8; 16]) -> Result<(), UiError> {
    let user = door::principal().await?.id;
    door::call(EndSession { all_others: false }).await?;
    let ended = all()?.end(user, &name).await.map_err(|e| ui_error(e.into()))?;
    if ended { Ok(()) } else { Err(ui_error(CoreError::NotFound(Thing::ConsoleSession))) }
}

/// Ends every session of a user but this one: what opened them holds no longer.
///
/// # Errors
/// The store does not answer.
pub(crate) async fn end_sessions_of(user: UserId) -> Result<(), UiError> {
    let own = door::session()?.id();
    all()?.end_all(user, own).await.map(drop).map_err(|e| ui_error(e.into()))
}
