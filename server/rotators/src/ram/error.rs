//! What the codes of RAM and STS mean for a rotation. Of a service's message nothing is read.

use crate::sent::Sent;
use strongroom_client::{ClientError, HttpsError, ServiceRefusal, TlsProblem};
use strongroom_core::ports::Trouble;

/// Why a call has no result.
pub(super) enum NoResult {
    /// The service does not accept the key that signed.
    Refused(KeyRefusal),
    /// The key that signed may not do this.
    NotAllowed,
    /// There is no such user.
    NoUser,
    /// The user has no such key.
    NoKey,
    /// The user has as many keys as it may have.
    Full,
    /// Anything else.
    Trouble(Trouble),
}

/// Why a key is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum KeyRefusal {
    /// There is no key of this id, or none yet where it was asked.
    Unknown,
    /// It is switched off, or not on yet.
    Inactive,
    /// The secret is another one. This does not pass.
    WrongSecret,
}

/// What became of a call.
pub(super) fn no_result(error: ClientError, sent: Sent) -> NoResult {
    NoResult::Trouble(match error {
        ClientError::Refused(refusal) => return coded(&refusal, sent),
        ClientError::Exchange(HttpsError::NotTrusted(TlsProblem::NotTls)) => Trouble::NoTls,
        ClientError::Exchange(HttpsError::NotTrusted(why)) => Trouble::NotTrusted(why.to_string()),
        ClientError::Exchange(HttpsError::Address) => Trouble::Unreachable("its address is not allowed".into()),
        ClientError::Exchange(HttpsError::Unreachable(why)) => Trouble::Unreachable(why),
        ClientError::Exchange(HttpsError::Broken(_)) => sent.lost("the connection ended".into()),
        ClientError::Exchange(HttpsError::Late) => sent.lost("no answer in time".into()),
        ClientError::Exchange(HttpsError::Response) => sent.odd("its answer is too long, or ends too early"),
        ClientError::NotTheService { status: 502..=504 } => sent.lost("a proxy answers for it".into()),
        ClientError::NotTheService { .. } => sent.odd("it does not answer as RAM does"),
        ClientError::Request => Trouble::Unsupported("the request cannot be made".into()),
    })
}

fn coded(refusal: &ServiceRefusal, sent: Sent) -> NoResult {
    if refusal.is_throttled() {
        return NoResult::Trouble(Trouble::Busy);
    }
    match refusal.code.as_str() {
        "InvalidAccessKeyId.NotFound" | "InvalidAccessKeyId" => NoResult::Refused(KeyRefusal::Unknown),
        "InvalidAccessKeyId.Inactive" | "Forbidden.AccessKey" => NoResult::Refused(KeyRefusal::Inactive),
        "SignatureDoesNotMatch" => NoResult::Refused(KeyRefusal::WrongSecret),
        "NoPermission" | "Forbidden.NoPermission" | "Forbidden.RAM" => NoResult::NotAllowed,
        "EntityNotExist.User" => NoResult::NoUser,
        "EntityNotExist.User.AccessKey" => NoResult::NoKey,
        "LimitExceeded.User.AccessKey" => NoResult::Full,
        "InvalidTimeStamp.Expired" | "IllegalTimestamp" => {
            NoResult::Trouble(Trouble::Unexpected("its clock and the one of this server differ".into()))
        }
        _ if refusal.status >= 500 => NoResult::Trouble(sent.lost("it fails".into())),
        // A service that sends something else may send anything.
        code => NoResult::Trouble(Trouble::Unexpected(match KNOWN.contains(&code) {
            true => format!("code {code}"),
            false => "a code that is not known here".into(),
        })),
    }
}

/// Codes that may be repeated in a trouble.
const KNOWN: [&str; 9] = [
    "DeleteConflict.User.AccessKey",
    "EntityAlreadyExists.User",
    "InvalidParameter",
    "InvalidVersion",
    "InvalidAction.NotFound",
    "LimitExceeded.User",
    "MissingParameter",
    "OperationConflict",
    "SignatureNonceUsed",
];

#[cfg(test)]
mod tests {
    #![allow(clippy::panic)]
    use super::*;

    fn of(code: &str, status: u16) -> NoResult {
        let refusal =
            ServiceRefusal { status, code: code.into(), message: "hunter2".into(), request_id: "hunter2".into() };
        no_result(ClientError::Refused(refusal), Sent::Change)
    }

    #[test]
    fn codes_become_troubles_without_the_service_s_text() {
        let trouble = |code, status| match of(code, status) {
            NoResult::Trouble(trouble) => trouble,
            _ => panic!("{code}"),
        };
        assert_eq!(trouble("Throttling.User", 400), Trouble::Busy);
        assert_eq!(trouble("InternalError", 500), Trouble::Uncertain("it fails".into()));
        assert_eq!(trouble("InvalidVersion", 400), Trouble::Unexpected("code InvalidVersion".into()));
        assert_eq!(trouble("hunter2", 400), Trouble::Unexpected("a code that is not known here".into()));
    }

    #[test]
    fn refused_keys_are_told_from_missing_rights() {
        for (code, expected) in [
            ("InvalidAccessKeyId.NotFound", KeyRefusal::Unknown),
            ("InvalidAccessKeyId.Inactive", KeyRefusal::Inactive),
            ("Forbidden.AccessKey", KeyRefusal::Inactive),
            ("SignatureDoesNotMatch", KeyRefusal::WrongSecret),
        ] {
            assert!(matches!(of(code, 403), NoResult::Refused(found) if found == expected), "{code}");
        }
        assert!(matches!(of("NoPermission", 403), NoResult::NotAllowed));
        assert!(matches!(of("LimitExceeded.User.AccessKey", 409), NoResult::Full));
    }
}
