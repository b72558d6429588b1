//! Re-authentication within a session.

use crate::{
    door::{
        self,
        ops::system::StepUp,
        record::{MFA, PROVEN},
        unavailable,
    },
    error::UiError,
};

/// Verifies the user's identity again and gives the session a new id.
///
/// # Errors
/// Nobody is signed in, the verification failed, or too many attempts.
pub(crate) async fn step_up(proof: StepUp) -> Result<(), UiError> {
    let mfa = door::call(proof).await?;
    set_strength(mfa).await
}

/// Records that the user's identity was verified now, with or without a second factor, and gives the session a new id.
///
/// # Errors
/// The store does not answer.
pub(crate) async fn set_strength(mfa: bool) -> Result<(), UiError> {
    let session = door::session()?;
    session.insert(MFA, mfa).await.map_err(|_| unavailable())?;
    session.insert(PROVEN, door::console()?.engine.now().0).await.map_err(|_| unavailable())?;
    session.cycle_id().await.map_err(|_| unavailable())
}
