//! What can go wrong, in words that are safe to show.

use strongroom_domain::{FieldError, RequestId};

/// Error of an operation. Texts name fields and rules, never values. Each dialect maps the kinds in a match without a
/// catch-all arm, so that a new kind forces a decision there.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CoreError {
    /// A parameter breaks its rule.
    #[error(transparent)]
    Invalid(#[from] FieldError),
    /// Not allowed. Said before looking whether the thing exists, so that it tells nothing about that.
    #[error("you are not allowed to do this")]
    Denied,
    /// No such thing: a word for its kind.
    #[error("{0} not found")]
    NotFound(&'static str),
    /// A thing of this name exists.
    #[error("{0} exists already")]
    Exists(&'static str),
    /// The secret waits for its deletion.
    #[error("the secret is scheduled for deletion; restore it first")]
    Deleting,
    /// The version id is used for another value.
    #[error("this version id is used for another value")]
    VersionTaken,
    /// Somebody else changed it since it was read.
    #[error("it was changed by somebody else meanwhile; look at the new state and try again")]
    Conflict,
    /// A quota is used up.
    #[error("{0}")]
    Limit(&'static str),
    /// The key is disabled.
    #[error("the encryption key of this secret is disabled")]
    KeyDisabled,
    /// A key is in use and cannot be changed this way.
    #[error("{0}")]
    InUse(&'static str),
    /// User name or password wrong, session ended, signature wrong.
    #[error("{0}")]
    Unauthenticated(&'static str),
    /// The nonce was used before.
    #[error("the nonce was used before")]
    NonceUsed,
    /// Too many attempts.
    #[error("too many attempts; try again in {0} seconds")]
    Throttled(u32),
    /// The server has not been unsealed.
    #[error("the server is sealed: an administrator must enter the passphrase")]
    Sealed,
    /// The database or the audit trail cannot be written now.
    #[error("the store cannot be used right now; nothing was changed")]
    Unavailable,
    /// A defect, or a database that lies. The log has the cause under this id.
    #[error("something went wrong inside the server (id {0})")]
    Internal(RequestId),
}

impl CoreError {
    /// Stable word for events, logs and pages.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Invalid(_) => "Invalid",
            Self::Denied => "Denied",
            Self::NotFound(_) => "NotFound",
            Self::Exists(_) => "Exists",
            Self::Deleting => "Deleting",
            Self::VersionTaken => "VersionTaken",
            Self::Conflict => "Conflict",
            Self::Limit(_) => "Limit",
            Self::KeyDisabled => "KeyDisabled",
            Self::InUse(_) => "InUse",
            Self::Unauthenticated(_) => "Unauthenticated",
            Self::NonceUsed => "NonceUsed",
            Self::Throttled(_) => "Throttled",
            Self::Sealed => "Sealed",
            Self::Unavailable => "Unavailable",
            Self::Internal(_) => "Internal",
        }
    }

    /// A row whose MAC does not hold.
    pub(crate) fn tampered(table: &'static str) -> Self {
        tracing::error!(table, "a row is not what this installation wrote; refusing to use it");
        Self::Internal(RequestId([0; 16]))
    }
}

impl From<strongroom_domain::LabelError> for CoreError {
    fn from(error: strongroom_domain::LabelError) -> Self {
        match error {
            strongroom_domain::LabelError::Field(field) => Self::Invalid(field),
            strongroom_domain::LabelError::TooMany => Self::Limit("a secret may carry at most 8 stage labels"),
        }
    }
}

impl From<crate::ports::StoreError> for CoreError {
    fn from(error: crate::ports::StoreError) -> Self {
        use crate::ports::StoreError;
        match error {
            StoreError::Conflict => Self::Conflict,
            StoreError::NonceUsed => Self::NonceUsed,
            StoreError::Unavailable(cause) => {
                tracing::error!(cause, "the store did not answer");
                Self::Unavailable
            }
            StoreError::Corrupt(cause) => {
                tracing::error!(cause, "the store holds something unreadable");
                Self::Internal(RequestId([0; 16]))
            }
        }
    }
}

impl From<strongroom_crypto::CryptoError> for CoreError {
    fn from(error: strongroom_crypto::CryptoError) -> Self {
        tracing::error!(%error, "cryptography refused");
        Self::Internal(RequestId([0; 16]))
    }
}
