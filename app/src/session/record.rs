//! What the record of a console session holds, and how a session begins.

use axum::extract::ConnectInfo;
use http::{header, request::Parts};
use std::net::{IpAddr, SocketAddr};
use strongroom_domain::{Principal, Timestamp};
use tower_sessions::{Session, session::Error};

/// Id of the signed-in user.
pub(crate) const USER: &str = "user";
/// When the session began, in milliseconds since 1970. Sessions end twelve hours later whatever happens.
pub(crate) const SINCE: &str = "since";
/// Whether a second factor was proven in the session.
pub(crate) const MFA: &str = "mfa";
/// When its person last proved who they are, in milliseconds since 1970.
pub(crate) const PROVEN: &str = "proven";

/// Empties the browser's session and gives it another id. After `flush` it would keep its id once something is put into it
/// again, and whoever planted that id would be signed in too.
///
/// # Errors
/// The store does not answer.
pub async fn renew(session: &Session) -> Result<(), Error> {
    session.clear().await;
    session.cycle_id().await
}

/// Begins the session of somebody who has proven who it is, under a new id.
///
/// # Errors
/// The store does not answer.
pub async fn begin(
    session: &Session,
    who: &Principal,
    mfa: bool,
    now: Timestamp,
    request: &Parts,
) -> Result<(), Error> {
    renew(session).await?;
    session.insert(USER, who.id).await?;
    session.insert(SINCE, now.0).await?;
    session.insert(MFA, mfa).await?;
    session.insert(PROVEN, now.0).await?;
    session.insert("address", address(request).map(|a| a.to_string())).await?;
    session.insert("agent", agent(request)).await
}

/// Client address of a request.
pub fn address(request: &Parts) -> Option<IpAddr> {
    request.extensions.get::<ConnectInfo<SocketAddr>>().map(|c| c.0.ip())
}

/// The client's name for itself.
pub fn agent(request: &Parts) -> String {
    request.headers.get(header::USER_AGENT).and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned()
}
