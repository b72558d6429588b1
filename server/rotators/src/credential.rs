//! What the kinds of targets with accounts and passwords share.

use strongroom_core::ports::{Credential, LogIn, Secret, TargetAccess, Trouble};
use strongroom_crypto::Plaintext;

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
        _ => Err(Trouble::Unsupported("accounts of this target have passwords only".into())),
    }
}

/// A credential with a password.
pub(crate) fn with_password(account: &str, password: Plaintext) -> Credential {
    Credential { account: account.to_owned(), secret: Secret::Password(password) }
}

/// Who makes a change: the managing account, or the account itself. With it, what it means when the target refuses that.
pub(crate) fn changer<'a>(target: &'a TargetAccess, own: &'a Credential) -> (&'a Credential, Trouble) {
    match &target.manager {
        Some(manager) => (manager, Trouble::ManagerRefused),
        None => (own, Trouble::AccountRefused),
    }
}

/// The managing account.
///
/// # Errors
/// [`Trouble::Unsupported`] without one.
pub(crate) fn manager(target: &TargetAccess) -> Result<&Credential, Trouble> {
    target.manager.as_ref().ok_or_else(|| Trouble::Unsupported("this takes a managing account".into()))
}

/// Whether a session that was opened, or refused, is a log-in.
pub(crate) fn is_log_in<T>(session: Option<&T>) -> LogIn {
    if session.is_some() { LogIn::Accepted } else { LogIn::Refused }
}

/// The version that a target states, without what no version has.
pub(crate) fn version(stated: &str) -> String {
    stated.chars().filter(|c| c.is_ascii_alphanumeric() || ".-+~ ()".contains(*c)).take(64).collect()
}
