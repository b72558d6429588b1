//! The console sessions, as the server keeps them.

use super::CoreError;
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
    /// The name of a session in the store; see [`OpenSession::name`].
    fn name(&self, id: &Id) -> [u8; 16];
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
