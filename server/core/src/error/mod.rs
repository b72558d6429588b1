//! What can go wrong, as data.

mod kinds;

pub use kinds::{AuthFailure, Blocker, Limit, Thing};

use strongroom_domain::{ErrorCode, Field, FieldError, LabelError, RequestId};
pub use strongroom_policy::{PolicyProblem, Rule, TextPosition};

/// Error of an operation. Carries data, never values. Its display is for logs and events; each surface has words of its own in a
/// match without a catch-all arm, so that a new kind forces a decision there.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CoreError {
    /// A field breaks its rule.
    #[error(transparent)]
    Invalid(#[from] FieldError),
    /// A policy breaks a rule of the language.
    #[error("{field}: {problem}")]
    InvalidPolicy {
        /// The field that carries it.
        field: Field,
        /// The first problem of its text.
        problem: PolicyProblem,
    },
    /// Not allowed. Decided before checking whether the resource exists, so it reveals nothing about that.
    #[error("not allowed")]
    Denied,
    /// No such thing.
    #[error("{0} not found")]
    NotFound(Thing),
    /// A thing of this name exists.
    #[error("{0} already exists")]
    Exists(Thing),
    /// The secret is scheduled for deletion.
    #[error("the secret is scheduled for deletion")]
    Deleting,
    /// The version id is used for another value.
    #[error("the version id is used for another value")]
    VersionTaken,
    /// Someone else changed it since it was read.
    #[error("someone else changed it since it was read")]
    Conflict,
    /// A limit is reached.
    #[error("{0}")]
    Limit(Limit),
    /// The key is disabled.
    #[error("the encryption key of the secret is disabled")]
    KeyDisabled,
    /// The key is scheduled for deletion.
    #[error("the key is scheduled for deletion")]
    KeyDeleting,
    /// The state of the key does not allow the change: it is scheduled for deletion already, or not at all.
    #[error("the state of the key does not allow this")]
    KeyState,
    /// Something prevents the change.
    #[error("{0}")]
    InUse(Blocker),
    /// Password, code, passkey or session not accepted.
    #[error("{0}")]
    Unauthenticated(AuthFailure),
    /// The person must verify their identity, by [`StepUp`](crate::ops::system::StepUp); then the same call is allowed.
    #[error("a fresh proof of identity is required")]
    StepUp,
    /// The nonce was used before.
    #[error("the nonce was used before")]
    NonceUsed,
    /// Too many attempts.
    #[error("too many attempts; retry after {retry_after_s} seconds")]
    Throttled {
        /// Seconds to wait.
        retry_after_s: u32,
    },
    /// Other calls changed the thing all the time that this one may take.
    #[error("others were changing it at the same time; nothing was changed")]
    Busy,
    /// The server has not been unsealed.
    #[error("the server is sealed")]
    Sealed,
    /// The database or the audit trail cannot be written now.
    #[error("the store is unavailable; nothing was changed")]
    Unavailable,
    /// The connection to the database was lost during the commit: the change may have been made.
    #[error("the connection to the store was lost during the commit; whether the change was made is unknown")]
    OutcomeUnknown,
    /// A defect, or a database that lies. The log has the cause under this id.
    #[error("internal error (id {0})")]
    Internal(RequestId),
}

impl CoreError {
    /// Its kind, for events, logs and pages.
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::Invalid(_) | Self::InvalidPolicy { .. } => ErrorCode::Invalid,
            Self::Denied => ErrorCode::Denied,
            Self::NotFound(_) => ErrorCode::NotFound,
            Self::Exists(_) => ErrorCode::Exists,
            Self::Deleting => ErrorCode::Deleting,
            Self::VersionTaken => ErrorCode::VersionTaken,
            Self::Conflict => ErrorCode::Conflict,
            Self::Limit(_) => ErrorCode::Limit,
            Self::KeyDisabled => ErrorCode::KeyDisabled,
            Self::KeyDeleting => ErrorCode::KeyDeleting,
            Self::KeyState => ErrorCode::KeyState,
            Self::InUse(_) => ErrorCode::InUse,
            Self::Unauthenticated(_) => ErrorCode::Unauthenticated,
            Self::StepUp => ErrorCode::StepUp,
            Self::NonceUsed => ErrorCode::NonceUsed,
            Self::Throttled { .. } => ErrorCode::Throttled,
            Self::Busy => ErrorCode::Busy,
            Self::Sealed => ErrorCode::Sealed,
            Self::Unavailable => ErrorCode::Unavailable,
            Self::OutcomeUnknown => ErrorCode::OutcomeUnknown,
            Self::Internal(_) => ErrorCode::Internal,
        }
    }

    /// Rows that contradict each other, or cannot be read.
    pub(crate) fn tampered(table: &'static str) -> Self {
        Self::tampered_row(table, "")
    }

    /// A row whose MAC is not valid.
    pub(crate) fn tampered_row(table: &'static str, row: &str) -> Self {
        tracing::error!(
            table,
            row,
            "a row is not what this installation wrote; refusing to use it. Restore it from a backup, and find out who writes \
             to this database"
        );
        Self::Internal(RequestId([0; 16]))
    }
}

impl From<LabelError> for CoreError {
    fn from(error: LabelError) -> Self {
        match error {
            LabelError::Field(field) => Self::Invalid(field),
            LabelError::TooMany => Self::Limit(Limit::Labels),
        }
    }
}

impl From<strongroom_crypto::CryptoError> for CoreError {
    fn from(error: strongroom_crypto::CryptoError) -> Self {
        tracing::error!(%error, "cryptography refused");
        Self::Internal(RequestId([0; 16]))
    }
}
