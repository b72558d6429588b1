//! The core's errors as STS words them.

use crate::aliyun::AliyunError;
use strongroom_core::CoreError;
use strongroom_domain::FieldError;

/// STS has a code for each parameter.
pub(super) fn invalid(field: FieldError) -> AliyunError {
    let code = match &*field.field {
        "RoleArn" => "InvalidParameter.RoleArn",
        "RoleSessionName" => "InvalidParameter.RoleSessionName",
        "DurationSeconds" => "InvalidParameter.DurationSeconds",
        "ExternalId" => "InvalidParameter.ExternalId",
        "Policy" if field.rule.ends_with("(V11)") => "InvalidParameter.PolicySize",
        "Policy" => "InvalidParameter.PolicyGrammar",
        _ => "InvalidParameter",
    };
    AliyunError { code, ..AliyunError::invalid_parameter(&field.field, &field.rule) }
}

/// The core's errors; those that are not about roles read as in KMS.
pub(super) fn from_core(error: CoreError) -> AliyunError {
    let say = |status, code, message: &'static str| AliyunError { status, code, message: message.into() };
    match error {
        CoreError::Invalid(field) => invalid(field),
        CoreError::Denied | CoreError::StepUp => say(403, "NoPermission", "You are not authorized to do this action."),
        CoreError::NotFound(_) => say(404, "EntityNotExist.Role", "The role does not exist."),
        CoreError::Exists(_)
        | CoreError::Deleting
        | CoreError::VersionTaken
        | CoreError::Conflict
        | CoreError::Limit(_)
        | CoreError::KeyDisabled
        | CoreError::InUse(_)
        | CoreError::Unauthenticated(_)
        | CoreError::NonceUsed
        | CoreError::Throttled(_)
        | CoreError::Sealed
        | CoreError::Unavailable
        | CoreError::Internal(_) => error.into(),
    }
}
