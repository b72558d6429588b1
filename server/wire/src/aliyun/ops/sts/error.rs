//! The core's errors as STS words them.

use crate::aliyun::AliyunError;
use strongroom_core::{CoreError, PolicyProblem, Rule};
use strongroom_domain::{Field, FieldError};

/// STS has a code for each parameter.
pub(super) fn invalid(error: FieldError) -> AliyunError {
    let code = match error.field {
        Field::RoleArn => "InvalidParameter.RoleArn",
        Field::SessionName => "InvalidParameter.RoleSessionName",
        Field::SessionDuration => "InvalidParameter.DurationSeconds",
        Field::ExternalId => "InvalidParameter.ExternalId",
        Field::SessionPolicy => "InvalidParameter.PolicyGrammar",
        _ => "InvalidParameter",
    };
    AliyunError { code, ..AliyunError::invalid_field(error) }
}

/// The session policy breaks a rule of the language.
fn invalid_policy(problem: &PolicyProblem) -> AliyunError {
    let code = if problem.rule == Rule::DocumentSize {
        "InvalidParameter.PolicySize"
    } else {
        "InvalidParameter.PolicyGrammar"
    };
    AliyunError { code, ..AliyunError::malformed_policy_document(problem) }
}

/// The core's errors; those that are not about roles read as in KMS.
pub(super) fn from_core(error: CoreError) -> AliyunError {
    let say = |status, code, message: &'static str| AliyunError { status, code, message: message.into() };
    match error {
        CoreError::Invalid(error) => invalid(error),
        CoreError::InvalidPolicy { field: _, problem } => invalid_policy(&problem),
        CoreError::Denied | CoreError::StepUp => say(403, "NoPermission", "You are not authorized to do this action."),
        CoreError::NotFound(_) => say(404, "EntityNotExist.Role", "The role does not exist."),
        CoreError::Exists(_)
        | CoreError::Deleting
        | CoreError::VersionTaken
        | CoreError::Conflict
        | CoreError::Limit(_)
        | CoreError::KeyDisabled
        | CoreError::KeyDeleting
        | CoreError::KeyState
        | CoreError::InUse(_)
        | CoreError::Unauthenticated(_)
        | CoreError::NonceUsed
        | CoreError::Throttled { .. }
        | CoreError::Busy
        | CoreError::Sealed
        | CoreError::Unavailable
        | CoreError::OutcomeUnknown
        | CoreError::Internal(_) => error.into(),
    }
}
