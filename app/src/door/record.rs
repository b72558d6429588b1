//! What the record of a console session holds, and what a request says about its client.

use axum::extract::ConnectInfo;
use http::{header, request::Parts};
use std::net::{IpAddr, SocketAddr};
use strongroom_domain::UserId;
use tower_sessions::Session;

/// Id of the signed-in user.
pub(crate) const USER: &str = "user";
/// When the session began, in milliseconds since 1970. Sessions end twelve hours later whatever happens.
pub(crate) const SINCE: &str = "since";
/// Whether a second factor was verified in the session.
pub(crate) const MFA: &str = "mfa";
/// When its person last proved who they are, in milliseconds since 1970.
pub(crate) const PROVEN: &str = "proven";

/// Client address of the sign-in.
pub(crate) const ADDRESS: &str = "address";
/// Browser of the sign-in, as it calls itself.
pub(crate) const AGENT: &str = "agent";

/// Whether a session is that of a user. Without a cookie nothing is looked up.
pub async fn is_signed_in(session: &Session) -> bool {
    session.id().is_some() && matches!(session.get::<UserId>(USER).await, Ok(Some(_)))
}

/// Client address of a request.
pub fn address(request: &Parts) -> Option<IpAddr> {
    request.extensions.get::<ConnectInfo<SocketAddr>>().map(|c| c.0.ip())
}

/// Longest name of a client that is kept, in characters.
const LONGEST_AGENT: usize = 256;

/// The client's name for itself, shortened.
pub fn agent(request: &Parts) -> String {
    let agent = request.headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok());
    agent.unwrap_or_default().chars().take(LONGEST_AGENT).collect()
}
