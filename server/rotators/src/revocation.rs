//! Making an old credential worthless: the order of steps that all kinds share.

use strongroom_core::ports::{Credential, LogIn, Revocation, Rotator, TargetAccess, Trouble};

/// Proves that `kept` works, then runs `disable`, then proves that `old` does not work.
///
/// # Errors
/// `kept` is refused, and nothing was changed; or those of a step.
pub(crate) async fn revoke(
    rotator: &dyn Rotator,
    target: &TargetAccess,
    old: &Credential,
    kept: &Credential,
    disable: impl Future<Output = Result<(), Trouble>> + Send,
) -> Result<Revocation, Trouble> {
    if rotator.log_in(target, kept).await? == LogIn::Refused {
        return Err(Trouble::AccountRefused);
    }
    disable.await?;
    Ok(match rotator.log_in(target, old).await? {
        LogIn::Refused => Revocation::Dead,
        LogIn::Accepted => Revocation::StillWorks,
    })
}

/// As [`revoke`], where nothing is to be disabled: the new credential has replaced the old one. Both are tried at once.
///
/// # Errors
/// `kept` is refused; or those of a log-in.
pub(crate) async fn prove_dead(
    rotator: &dyn Rotator,
    target: &TargetAccess,
    old: &Credential,
    kept: &Credential,
) -> Result<Revocation, Trouble> {
    let (kept, old) = tokio::try_join!(rotator.log_in(target, kept), rotator.log_in(target, old))?;
    match (kept, old) {
        (LogIn::Refused, _) => Err(Trouble::AccountRefused),
        (LogIn::Accepted, LogIn::Refused) => Ok(Revocation::Dead),
        (LogIn::Accepted, LogIn::Accepted) => Ok(Revocation::StillWorks),
    }
}

/// Treats an account that does not exist as locked: nobody can log in to it.
///
/// # Errors
/// Those of the lock.
pub(crate) fn unless_missing(locked: Result<(), Trouble>) -> Result<(), Trouble> {
    match locked {
        Err(Trouble::NoAccount) => Ok(()),
        locked => locked,
    }
}
