//! The vendor's errors: status, code and message, and how they are written.

use super::wording;
use crate::http::{Format, ParamError, RequestError, TransportError, document};
use std::borrow::Cow;
use strongroom_core::PolicyProblem;
use strongroom_domain::{FieldError, Problem, limits};
use thiserror::Error;

/// An error as the client sees it. Safe to show: messages never quote a value.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{code}: {message}")]
pub struct AliyunError {
    /// HTTP status.
    pub status: u16,
    /// The vendor's code; clients decide by it.
    pub code: &'static str,
    /// For people, with one exception: see [`AliyunError::signature_does_not_match`].
    pub message: Cow<'static, str>,
}

/// One constructor for each error with a fixed message.
macro_rules! errors {
    ($($(#[$doc:meta])* $name:ident: $status:literal $code:literal $message:literal;)*) => {
        impl AliyunError {
            $($(#[$doc])* #[must_use] pub const fn $name() -> Self {
                Self { status: $status, code: $code, message: Cow::Borrowed($message) }
            })*
        }
    };
}

errors! {
    // Authentication
    /// No such AccessKey, or a temporary one that has expired.
    access_key_not_found: 404 "InvalidAccessKeyId.NotFound" "Specified access key is not found.";
    /// The AccessKey is disabled.
    access_key_disabled: 403 "Forbidden.AccessKey" "Specified access key is disabled.";
    /// The AccessKey is not allowed from this address. The vendor publishes no code for it.
    access_key_elsewhere: 403 "Forbidden.AccessKey" "Specified access key may not be used from this address.";
    /// Wrong secret or changed request. Clients read this message: Python splits it at the colon, Java and Go compare
    /// what follows with their own text. The vendor appends the whole string to sign; that would put secret values into
    /// the logs of clients, so nothing follows.
    signature_does_not_match: 400 "SignatureDoesNotMatch"
        "Specified signature is not matched with our calculation. server string to sign is:";
    /// The time of the request is missing or not in the accepted format.
    illegal_timestamp: 400 "IllegalTimestamp" "The request time is required, in the form 2006-01-02T15:04:05Z.";
    /// The nonce was used before.
    nonce_used: 400 "SignatureNonceUsed" "Specified signature nonce was used already.";
    /// A version of no supported API.
    invalid_version: 404 "InvalidVersion"
        "Specified parameter Version is not valid: it must be 2016-01-20 (KMS), 2015-05-01 (RAM), 2015-04-01 (STS) or 2026-12-01 (Strongroom).";
    /// No such operation.
    invalid_action: 404 "InvalidAction.NotFound" "Specified api is not found, please check your action and method.";
    /// Neither GET nor POST.
    unsupported_http_method: 403 "UnsupportedHTTPMethod" "Only the methods GET and POST are supported.";
    /// The token of temporary credentials has expired.
    security_token_expired: 400 "InvalidSecurityToken.Expired" "Specified SecurityToken is expired.";
    /// The token of temporary credentials cannot be parsed.
    security_token_malformed: 400 "InvalidSecurityToken.Malformed" "Specified SecurityToken is malformed.";
    /// The token belongs to another AccessKey.
    security_token_mismatch: 400 "InvalidSecurityToken.MismatchWithAccessKey"
        "Specified SecurityToken mismatches with AccessKey.";
    /// Temporary credentials without their token.
    security_token_missing: 400 "MissingSecurityToken" "SecurityToken is mandatory for this AccessKey.";

    // Secrets
    /// Not allowed by a policy.
    no_permission: 403 "Forbidden.NoPermission" "This operation is forbidden by permission system.";
    /// No such secret, version or stage.
    resource_not_found: 404 "Forbidden.ResourceNotFound" "Resource not found.";
    /// The name, or the version id with another value, is taken.
    resource_exists: 409 "Rejected.ResourceExist" "The resource already exists.";
    /// The secret is scheduled for deletion.
    resource_in_delete_window: 409 "Rejected.ResourceInDeleteWindow" "The resource is scheduled for deletion.";
    /// The secret is busy, for example with a rotation.
    resource_in_use: 409 "Rejected.ResourceInUse" "The resource is in use.";
    /// A quota is exceeded.
    limit_exceeded: 400 "Rejected.LimitExceeded" "The quota is exceeded.";
    /// The type of the secret does not support this.
    unsupported_operation: 400 "Rejected.UnsupportedOperation" "This operation is not supported for this resource.";

    // Keys
    /// No such key.
    key_not_found: 404 "Forbidden.KeyNotFound" "The specified key is not found.";
    /// The key is disabled.
    key_disabled: 409 "Rejected.Disabled" "The key is disabled.";
    /// The key is scheduled for deletion.
    key_pending_deletion: 409 "Rejected.PendingDeletion" "The key is scheduled for deletion.";
    /// The key's state does not allow this change of it.
    key_state: 409 "Rejected.StateModifiedFailed" "The state of the key does not allow this operation.";

    // The server. The Secrets Manager Clients try another region after these three.
    /// Too many requests.
    throttling: 429 "Rejected.Throttling" "QPS Limit Exceeded";
    /// An internal error.
    internal_failure: 500 "InternalFailure" "The request processing has failed due to an internal error.";
    /// Temporarily out of service.
    service_unavailable: 503 "ServiceUnavailableTemporary" "The service is temporarily unavailable.";
}

impl AliyunError {
    /// The time of the request is too far from ours.
    #[must_use]
    pub fn timestamp_expired() -> Self {
        let minutes = limits::CLOCK_WINDOW_S / 60;
        let message = format!(
            "Specified time stamp or date value is expired: it must be within {minutes} minutes of the server's time."
        );
        Self { status: 400, code: "InvalidTimeStamp.Expired", message: message.into() }
    }

    /// A required parameter is absent.
    #[must_use]
    pub fn missing_parameter(name: &str) -> Self {
        let message = format!("The parameter {name} is required.");
        Self { status: 400, code: "MissingParameter", message: message.into() }
    }

    /// A parameter breaks `rule`, which continues a sentence after its name: "must be true or false".
    #[must_use]
    pub fn invalid_parameter(name: &str, rule: impl AsRef<str>) -> Self {
        let message = format!("The parameter {name} {}.", rule.as_ref());
        Self { status: 400, code: "InvalidParameter", message: message.into() }
    }

    /// A field breaks its rule.
    #[must_use]
    pub fn invalid_field(error: FieldError) -> Self {
        let said = Self::invalid_parameter(wording::parameter(error.field), wording::rule(error));
        match error.problem {
            Problem::LocksOut(_) => Self { code: "MalformedPolicyDocument", ..said },
            _ => said,
        }
    }

    /// A policy that breaks a rule of the language. `problem` says where and which.
    #[must_use]
    pub fn malformed_policy_document(problem: &PolicyProblem) -> Self {
        let message = format!("The policy document is invalid: its first problem is at {problem}");
        Self { status: 400, code: "MalformedPolicyDocument", message: message.into() }
    }

    /// Parts of a signature are missing or malformed; `why` is a sentence that says which.
    #[must_use]
    pub fn incomplete_signature(why: impl Into<Cow<'static, str>>) -> Self {
        Self { status: 400, code: "IncompleteSignature", message: why.into() }
    }

    /// The body of the response. `host_id` is the host in the request; `denial` details a refusal by policies.
    #[must_use]
    pub fn body(&self, format: Format, request_id: &str, host_id: &str, denial: Option<&Denial>) -> String {
        let (text, _) = document(format, "Error", 256 + self.message.len(), |fields| {
            fields.number("HttpStatus", self.status.into());
            fields.text("Code", self.code);
            fields.text("Message", &self.message);
            fields.text("RequestId", request_id);
            fields.text("HostId", host_id);
            if let Some(Denial { action, kind, owner, name }) = denial {
                fields.object("AccessDeniedDetail", |fields| {
                    fields.text("AuthAction", action);
                    fields.text("AuthPrincipalType", kind);
                    fields.text("AuthPrincipalOwnerId", owner);
                    fields.text("AuthPrincipalDisplayName", name);
                    // The vendor's is decoded by an operation; ours is the id that Explain in the console opens.
                    fields.text("EncodedDiagnosticMessage", request_id);
                });
            }
        });
        text
    }
}

/// Who was refused what, which the caller knows already. What refused it is for administrators: `NoPermissionType` and
/// `PolicyType` are left out. The vendor describes the fields at
/// <https://www.alibabacloud.com/help/en/ram/support/how-to-troubleshoot-an-access-denied-error>.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Denial {
    /// Such as `kms:GetSecretValue`.
    pub action: String,
    /// `SubUser` or `AssumedRoleUser`.
    pub kind: &'static str,
    /// The account.
    pub owner: String,
    /// A user's id, or `role:session`.
    pub name: String,
}

impl From<ParamError> for AliyunError {
    fn from(error: ParamError) -> Self {
        let code = match error {
            ParamError::Missing { .. } => "MissingParameter",
            ParamError::Invalid { .. } => "InvalidParameter",
            ParamError::Unparsable { .. } => "ParseRequestParameterException",
        };
        Self { status: 400, code, message: error.to_string().into() }
    }
}

impl From<TransportError> for AliyunError {
    fn from(error: TransportError) -> Self {
        Self { status: error.status().as_u16(), code: "InvalidParameter", message: error.to_string().into() }
    }
}

/// The vendor publishes codes for late and incomplete bodies for its object store only, and none for requests that are too large.
impl From<RequestError> for AliyunError {
    fn from(error: RequestError) -> Self {
        let code = match error {
            RequestError::HeadTooLarge | RequestError::BodyTooLarge => "InvalidParameter",
            RequestError::BodyTimeout => "RequestTimeout",
            RequestError::Busy => Self::service_unavailable().code,
            RequestError::BodyMalformed => "IncompleteBody",
        };
        Self { status: error.status().as_u16(), code, message: error.to_string().into() }
    }
}
