//! What can go wrong, in words that are safe to show.

use strongroom_domain::{FieldError, RequestId};

/// Reasons of [`CoreError::InUse`] that a dialect has a code of its own for.
pub mod in_use {
    /// Who calls is who would be removed.
    pub const ONESELF: &str = "you cannot remove yourself";
    /// Nobody could give rights any more.
    pub const LAST_ADMINISTRATOR: &str = "somebody who can sign in must keep AdministratorAccess";
    /// A user that still has AccessKeys.
    pub const USER_HAS_KEYS: &str = "the user has AccessKeys; delete them first";
    /// A user that still is in a group.
    pub const USER_IN_GROUP: &str = "the user is in a group; remove it from its groups first";
    /// A user that still has policies.
    pub const USER_HAS_POLICIES: &str = "the user has policies; detach them first";
    /// Passkeys belong to a host with a name.
    pub const NO_PASSKEYS: &str = "passkeys need a console with a host name; an administrator can set console_origin";
    /// A group that still has members.
    pub const GROUP_HAS_MEMBERS: &str = "the group has members; remove them first";
    /// A group that still has policies.
    pub const GROUP_HAS_POLICIES: &str = "the group has policies; detach them first";
    /// A policy that a user still has.
    pub const POLICY_OF_USER: &str = "the policy is attached to users; detach it first";
    /// A policy that a group still has.
    pub const POLICY_OF_GROUP: &str = "the policy is attached to groups; detach it first";
    /// A role that still has policies.
    pub const ROLE_HAS_POLICIES: &str = "the role has policies; detach them first";
    /// A policy that a role still has.
    pub const POLICY_OF_ROLE: &str = "the policy is attached to roles; detach it first";
    /// A policy with versions beside the default one.
    pub const POLICY_HAS_VERSIONS: &str = "the policy has other versions; delete them first";
    /// The version of a policy that holds.
    pub const DEFAULT_VERSION: &str = "the default version cannot be deleted; choose another default first";
}

/// Reason of [`CoreError::Unauthenticated`] when the second step of a sign-in came too late, or after too many wrong codes.
pub const SIGN_IN_AGAIN: &str = "the sign-in took too long or had too many wrong codes; begin it again";

/// Reason of [`CoreError::Unauthenticated`] when an identity provider vouches for nobody.
pub const NOT_VOUCHED_FOR: &str = "the identity provider vouches for nobody here";
/// Reason of [`CoreError::Unauthenticated`] when a person is in none of the provider's groups that let people in.
pub const NO_GROUP: &str = "none of the groups at the identity provider gives access here";

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
    /// The person must confirm who they are, by [`StepUp`](crate::ops::system::StepUp); then the same call is allowed.
    #[error("confirm that it is you to go on")]
    StepUp,
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
            Self::StepUp => "StepUp",
            Self::NonceUsed => "NonceUsed",
            Self::Throttled(_) => "Throttled",
            Self::Sealed => "Sealed",
            Self::Unavailable => "Unavailable",
            Self::Internal(_) => "Internal",
        }
    }

    /// Rows that contradict each other, or cannot be read.
    pub(crate) fn tampered(table: &'static str) -> Self {
        Self::tampered_row(table, "")
    }

    /// A row whose MAC does not hold.
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
