//! What the record of a console session holds, and what a request says about its client.

use axum::extract::ConnectInfo;
use http::{header, request::Parts};
use std::net::{IpAddr, SocketAddr};

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

/// Client address of a request.
pub fn address(request: &Parts) -> Option<IpAddr> {
    request.extensions.get::<ConnectInfo<SocketAddr>>().map(|c| c.0.ip())
}

/// The client's name for itself.
pub fn agent(request: &Parts) -> String {
    request.headers.get(header::USER_AGENT).and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned()
}
