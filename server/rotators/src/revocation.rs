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
