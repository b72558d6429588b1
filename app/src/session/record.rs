//! Starting a console session.

use crate::door::record::{self, ADDRESS, AGENT, MFA, PROVEN, SINCE, USER};
use http::request::Parts;
use strongroom_domain::{Principal, Timestamp};
use tower_sessions::{Session, session::Error};

/// Clears the session and gives it a new id. `flush` is not enough: it keeps the id for the next insert, so an attacker who
/// planted that id would be signed in too (session fixation).
///
/// # Errors
/// The store does not answer.
pub async fn renew(session: &Session) -> Result<(), Error> {
    session.clear().await;
    session.cycle_id().await
}

/// Starts the session of an authenticated user under a new id.
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
    session.insert(ADDRESS, record::address(request).map(|a| a.to_string())).await?;
    session.insert(AGENT, record::agent(request)).await
}
