//! A fresh proof of identity within a session.

use crate::{
    door::{
        self,
        ops::system::StepUp,
        record::{MFA, PROVEN},
        unavailable,
    },
    error::UiError,
};

/// Verifies the identity of this session's person again, and goes on under a new session id.
///
/// # Errors
/// Nobody is signed in, a wrong proof, too many attempts.
pub(crate) async fn step_up(proof: StepUp) -> Result<(), UiError> {
    let mfa = door::call(proof).await?;
    set_strength(mfa).await
}

/// Notes that the identity of this session's person was verified just now, with a second factor or without, under a new
/// session id.
///
/// # Errors
/// The store does not answer.
pub(crate) async fn set_strength(mfa: bool) -> Result<(), UiError> {
    let session = door::session()?;
    session.insert(MFA, mfa).await.map_err(|_| unavailable())?;
    session.insert(PROVEN, door::console()?.engine.now().0).await.map_err(|_| unavailable())?;
    session.cycle_id().await.map_err(|_| unavailable())
}
