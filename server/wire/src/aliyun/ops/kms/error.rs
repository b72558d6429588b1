//! The core's errors as KMS words them. RAM and STS have files of their own and fall back on this one.

use crate::aliyun::{AliyunError, error::sentence};
use std::borrow::Cow;
use strongroom_core::CoreError;

/// An exhaustive match: a new kind must be decided here.
impl From<CoreError> for AliyunError {
    fn from(error: CoreError) -> Self {
        let said = |base: Self| Self { message: Cow::Owned(sentence(&error.to_string())), ..base };
        match &error {
            CoreError::Invalid(field) if field.field == "PolicyDocument" => {
                Self::malformed_policy_document(&field.rule)
            }
            CoreError::Invalid(field) => Self::invalid_parameter(&field.field, &field.rule),
            // Only the console asks for re-authentication.
            CoreError::Denied | CoreError::StepUp => Self::no_permission(),
            CoreError::NotFound("key") => Self::key_not_found(),
            CoreError::NotFound(_) => Self::resource_not_found(),
            CoreError::Exists(_) => Self::resource_exists(),
            CoreError::VersionTaken => said(Self::resource_exists()),
            CoreError::Deleting => Self::resource_in_delete_window(),
            CoreError::Conflict | CoreError::InUse(_) => said(Self::resource_in_use()),
            CoreError::Limit(_) => said(Self::limit_exceeded()),
            CoreError::KeyDisabled => Self::key_disabled(),
            CoreError::Unauthenticated(_) => Self::signature_does_not_match(),
            CoreError::NonceUsed => Self::nonce_used(),
            CoreError::Throttled(_) => Self::throttling(),
            CoreError::Sealed => said(Self::service_unavailable()),
            CoreError::Unavailable => said(Self::service_unavailable()),
            CoreError::Internal(_) => Self::internal_failure(),
        }
    }
}
