//! How a console session begins.

use crate::door::record::{self, ADDRESS, AGENT, MFA, PROVEN, SINCE, USER};
use http::request::Parts;
use strongroom_domain::{Principal, Timestamp};
use tower_sessions::{Session, session::Error};

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
    session.insert(ADDRESS, record::address(request).map(|a| a.to_string())).await?;
    session.insert(AGENT, record::agent(request)).await
}
