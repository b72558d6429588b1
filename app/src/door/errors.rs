//! The core's errors in the console's words.

use super::{CoreError, SIGN_IN_AGAIN};
use crate::error::{ErrorKind, UiError};
use strongroom_domain::RequestId;

/// The core's errors in the console's words. No catch-all arm: a new kind must be decided here.
pub fn ui_error(error: CoreError) -> UiError {
    let message = sentence(&error.to_string());
    let kind = match error {
        CoreError::Invalid(field) => return field.into(),
        CoreError::Denied | CoreError::Unauthenticated(_) => ErrorKind::Denied,
        CoreError::NotFound(_) => ErrorKind::NotFound,
        CoreError::Exists(_) | CoreError::VersionTaken | CoreError::Conflict => ErrorKind::Conflict,
        CoreError::Deleting => ErrorKind::Deleting,
        CoreError::Limit(_) | CoreError::KeyDisabled | CoreError::InUse(_) => ErrorKind::Blocked,
        CoreError::StepUp => ErrorKind::StepUp,
        CoreError::NonceUsed => ErrorKind::Invalid,
        CoreError::Throttled(_) => ErrorKind::Throttled,
        CoreError::Sealed => ErrorKind::Sealed,
        CoreError::Unavailable => ErrorKind::Unavailable,
        CoreError::Internal(_) => ErrorKind::Internal,
    };
    UiError::new(kind, message)
}

/// A denial carries the id under which an administrator finds it in Explain.
pub(super) fn refused(error: CoreError, request: RequestId) -> UiError {
    match error {
        CoreError::Denied => {
            UiError { message: format!("No policy lets you do this (id {request})."), ..ui_error(error) }
        }
        other => ui_error(other),
    }
}

/// The session is over, or there is none.
pub(super) fn signed_out() -> UiError {
    UiError::new(ErrorKind::SignedOut, "Please sign in.")
}

/// The first step of a sign-in must be taken again.
pub fn sign_in_again() -> UiError {
    UiError::new(ErrorKind::SignedOut, sentence(SIGN_IN_AGAIN))
}

/// The store does not answer.
pub fn unavailable() -> UiError {
    ui_error(CoreError::Unavailable)
}

fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", chars.as_str().trim_end_matches('.'))
}
