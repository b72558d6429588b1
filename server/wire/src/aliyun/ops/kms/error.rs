//! The core's errors as KMS words them. RAM and STS have files of their own and fall back on this one.

use crate::aliyun::{
    AliyunError,
    wording::{CONFLICT, blocker, limit},
};
use std::borrow::Cow;
use strongroom_core::{Blocker, CoreError, Thing};

/// An exhaustive match: a new kind must be decided here.
impl From<CoreError> for AliyunError {
    fn from(error: CoreError) -> Self {
        let said = |base: Self, message: Cow<'static, str>| Self { message, ..base };
        match error {
            CoreError::Invalid(error) => Self::invalid_field(error),
            CoreError::InvalidPolicy { field: _, problem } => Self::malformed_policy_document(&problem),
            // Only the console asks for re-authentication.
            CoreError::Denied | CoreError::StepUp => Self::no_permission(),
            CoreError::NotFound(thing) => not_found(thing),
            CoreError::Exists(_) => Self::resource_exists(),
            CoreError::VersionTaken => {
                said(Self::resource_exists(), "This version id is used for another value.".into())
            }
            CoreError::Deleting => Self::resource_in_delete_window(),
            CoreError::Conflict => said(Self::resource_in_use(), CONFLICT.into()),
            CoreError::InUse(Blocker::GenericSecret | Blocker::ManagedSecret | Blocker::NoRotationPlan) => {
                Self::unsupported_operation()
            }
            CoreError::InUse(by) => said(Self::resource_in_use(), blocker(by).into()),
            CoreError::Limit(reached) => said(Self::limit_exceeded(), limit(reached).into()),
            CoreError::KeyDisabled => Self::key_disabled(),
            CoreError::KeyDeleting => Self::key_pending_deletion(),
            CoreError::KeyState => Self::key_state(),
            CoreError::Unauthenticated(_) => Self::signature_does_not_match(),
            CoreError::NonceUsed => Self::nonce_used(),
            CoreError::Throttled { .. } | CoreError::Busy => Self::throttling(),
            CoreError::Sealed => {
                let message = "The server is sealed: an administrator must enter the passphrase.";
                said(Self::service_unavailable(), message.into())
            }
            CoreError::Unavailable => {
                said(Self::service_unavailable(), "The store is unavailable; nothing was changed.".into())
            }
            CoreError::OutcomeUnknown => said(Self::service_unavailable(), OUTCOME_UNKNOWN.into()),
            CoreError::Internal(_) => Self::internal_failure(),
        }
    }
}

/// Clients repeat a request after this status; the message is for the person who finds the change made twice, or refused because it
/// was made.
const OUTCOME_UNKNOWN: &str = "The connection to the store was lost during the commit: whether the change was made is unknown. Look at the present state before you repeat it.";

fn not_found(thing: Thing) -> AliyunError {
    match thing {
        Thing::Key => AliyunError::key_not_found(),
        Thing::Target => {
            let message = "The target that ExtendedConfig.DBInstanceId names does not exist.";
            AliyunError { message: message.into(), ..AliyunError::resource_not_found() }
        }
        Thing::Installation
        | Thing::Secret
        | Thing::Version
        | Thing::User
        | Thing::AccessKey
        | Thing::Group
        | Thing::Membership
        | Thing::Role
        | Thing::Policy
        | Thing::PolicyVersion
        | Thing::Attachment
        | Thing::SecondFactor
        | Thing::Authenticator
        | Thing::Passkey
        | Thing::ConsoleSession
        | Thing::Channel
        | Thing::Rotation => AliyunError::resource_not_found(),
    }
}
