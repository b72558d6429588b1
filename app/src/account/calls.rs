//! Server functions: one's own password, second factor and sessions.

use super::dto::{Account, NewFactor};
use crate::error::UiError;
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::{
    device::device,
    dto::{Factor, SessionLine},
    qr::qr,
};
#[cfg(feature = "ssr")]
use crate::{
    door::{self, Plaintext, ops, ops::mfa as op},
    error::ErrorKind,
    session::leave_for,
};

/// What the account page shows.
#[server]
pub async fn load_account() -> Result<Account, UiError> {
    let factor = door::call(op::DescribeMfa).await?;
    let factor = factor.map(|facts| Factor { since: facts.created.0, recovery_left: facts.recovery_left });
    let sessions = door::sessions().await?.into_iter().map(line).collect();
    Ok(Account { factor, sessions })
}

/// Changes one's own password and ends one's other sessions. `repeat` is checked here too, for forms sent without scripts.
#[server]
pub async fn change_password(old: String, new: String, repeat: String) -> Result<(), UiError> {
    if new != repeat {
        return Err(UiError::of_field("repeat", "The two new passwords differ."));
    }
    let (old, new) = (Plaintext::new(old.into_bytes()), Plaintext::new(new.into_bytes()));
    door::call(ops::users::ChangePassword { old, new }).await?;
    door::end_sessions_of(door::principal().await?.id).await?;
    leave_for("/account?password=changed");
    Ok(())
}

/// Makes the secret of a second factor. The only answer that ever carries it.
#[server]
pub async fn create_factor(password: String) -> Result<NewFactor, UiError> {
    door::no_store();
    let new = door::call(op::CreateMfaDevice { password: Plaintext::new(password.into_bytes()) }).await?;
    let too_long = || UiError::new(ErrorKind::Internal, "This user's name is too long for a QR code.");
    let qr = qr(new.address.expose()).ok_or_else(too_long)?;
    Ok(NewFactor { secret: text(&new.secret), token: new.token, qr })
}

/// Sets the second factor up and ends one's other sessions, which were opened without it. Answers the recovery codes.
#[server]
pub async fn bind_factor(token: String, code: String) -> Result<Vec<String>, UiError> {
    door::no_store();
    let codes = door::call(op::BindMfaDevice { token, code: Plaintext::new(code.into_bytes()) }).await?;
    door::end_sessions_of(door::principal().await?.id).await?;
    door::set_strength(true).await?;
    Ok(codes.0.iter().map(text).collect())
}

/// Makes new recovery codes and answers them.
#[server]
pub async fn reset_recovery_codes(code: String) -> Result<Vec<String>, UiError> {
    door::no_store();
    let codes = door::call(op::ResetRecoveryCodes { code: Plaintext::new(code.into_bytes()) }).await?;
    Ok(codes.0.iter().map(text).collect())
}

/// Removes one's own second factor and ends one's other sessions.
#[server]
pub async fn remove_factor(code: String) -> Result<(), UiError> {
    door::call(op::RemoveMfaDevice { code: Plaintext::new(code.into_bytes()) }).await?;
    door::end_sessions_of(door::principal().await?.id).await?;
    door::set_strength(false).await
}

/// Ends one of one's own sessions.
#[server]
pub async fn end_session(id: String) -> Result<(), UiError> {
    let broken = || UiError::of_field("id", "This is no session. Reload the page and try again.");
    let name = u128::from_str_radix(&id, 16).map_err(|_| broken())?;
    door::end_session(name.to_be_bytes()).await
}

/// Ends every session of one's own but this one.
#[server]
pub async fn end_other_sessions() -> Result<(), UiError> {
    door::call(ops::system::EndSession { all_others: true }).await?;
    door::end_sessions_of(door::principal().await?.id).await
}

#[cfg(feature = "ssr")]
fn text(secret: &Plaintext) -> String {
    String::from_utf8_lossy(secret.expose()).into_owned()
}

#[cfg(feature = "ssr")]
fn line(session: door::OpenSession) -> SessionLine {
    SessionLine {
        id: format!("{:032x}", u128::from_be_bytes(session.name)),
        device: device(&session.agent.unwrap_or_default()),
        address: session.address.unwrap_or_default(),
        began: session.began.0,
        seen: session.seen.0,
        own: session.own,
    }
}
