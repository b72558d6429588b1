//! What the kinds of targets with accounts and passwords share.

use strongroom_core::ports::{Credential, LogIn, ManagerRights, Rotator, Secret, TargetAccess, Trouble};
use strongroom_domain::Strategy;

/// The password of a credential, as text.
///
/// # Errors
/// [`Trouble::Unsupported`] if it is something else.
pub(crate) fn password(credential: &Credential) -> Result<&str, Trouble> {
    match &credential.secret {
        Secret::Password(password) => std::str::from_utf8(password.expose())
            .ok()
            .filter(|text| !text.contains('\0'))
            .ok_or_else(|| Trouble::Unsupported("a password that is not text".into())),
        _ => Err(Trouble::Unsupported("this strategy takes a password".into())),
    }
}

/// Who makes a change: the managing account, or the account itself. With it, what it means when the target refuses that.
pub(crate) fn changer<'a>(target: &'a TargetAccess, own: &'a Credential) -> (&'a Credential, Trouble) {
    match &target.manager {
        Some(manager) => (manager, Trouble::ManagerRefused),
        None => (own, Trouble::AccountRefused),
    }
}

/// Handles a refusal of the account that makes the change. An account that already changed itself has only its new password; then the
/// change is done.
///
/// # Errors
/// `refused`, or the target could not be asked.
pub(crate) async fn refused_unless_done(
    rotator: &dyn Rotator,
    target: &TargetAccess,
    pending: &Credential,
    refused: Trouble,
) -> Result<(), Trouble> {
    let done = target.manager.is_none() && rotator.log_in(target, pending).await? == LogIn::Accepted;
    if done { Ok(()) } else { Err(refused) }
}

/// What a target without a managing account lacks for a strategy.
pub(crate) fn rights_of_accounts(strategy: Strategy) -> ManagerRights {
    let needed = (strategy == Strategy::TwoAccounts).then(|| "a managing account, to change the other one".into());
    ManagerRights { missing: needed.into_iter().collect(), version: String::new() }
}

/// The managing account.
///
/// # Errors
/// [`Trouble::Unsupported`] without one.
pub(crate) fn manager(target: &TargetAccess) -> Result<&Credential, Trouble> {
    target.manager.as_ref().ok_or_else(|| Trouble::Unsupported("this strategy requires a managing account".into()))
}

/// Whether a session that was opened, or refused, is a log-in.
pub(crate) fn is_log_in<T>(session: Option<&T>) -> LogIn {
    if session.is_some() { LogIn::Accepted } else { LogIn::Refused }
}

/// The version that a target states, without what no version has.
pub(crate) fn version(stated: &str) -> String {
    stated.chars().filter(|c| c.is_ascii_alphanumeric() || ".-+~ ()".contains(*c)).take(64).collect()
}
