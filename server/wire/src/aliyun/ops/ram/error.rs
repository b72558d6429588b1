//! The core's errors as RAM words them: the vendor has a code for each pair of things that conflict.

use crate::aliyun::{AliyunError, error::sentence};
use strongroom_core::{CoreError, in_use};
use strongroom_domain::{Action, FieldError};

/// The error of an operation. An exhaustive match over kinds: a new one must be decided here. A thing without a code of its own
/// gets the code of the family.
pub(super) fn from_core(action: Action, error: CoreError) -> AliyunError {
    match &error {
        CoreError::Invalid(field) => invalid(field),
        // Only the console asks for re-authentication.
        CoreError::Denied | CoreError::StepUp => say(403, "NoPermission", "You are not authorized to do this action."),
        CoreError::NotFound(what) => not_found(action, what),
        CoreError::Exists(_) => exists(action),
        CoreError::Limit(_) => said(limit(action), &error),
        CoreError::InUse(why) => said(in_the_way(why), &error),
        CoreError::Conflict => said("OperationConflict", &error),
        // As with KMS: either it cannot happen here, or it is not about users, groups and policies.
        CoreError::Deleting
        | CoreError::VersionTaken
        | CoreError::KeyDisabled
        | CoreError::Unauthenticated(_)
        | CoreError::NonceUsed
        | CoreError::Throttled(_)
        | CoreError::Sealed
        | CoreError::Unavailable
        | CoreError::Internal(_) => error.into(),
    }
}

fn say(status: u16, code: &'static str, message: &'static str) -> AliyunError {
    AliyunError { status, code, message: message.into() }
}

/// With the core's own sentence.
fn said(code: &'static str, error: &CoreError) -> AliyunError {
    AliyunError { status: 409, code, message: sentence(&error.to_string()).into() }
}

fn invalid(field: &FieldError) -> AliyunError {
    let coded = |code| AliyunError { code, ..AliyunError::invalid_parameter(&field.field, &field.rule) };
    match &*field.field {
        "password" => AliyunError {
            code: "InvalidParameter.Password.TooWeak",
            ..AliyunError::invalid_parameter("Password", &field.rule)
        },
        "PolicyDocument" if field.rule.ends_with("(V11)") => AliyunError {
            code: "InvalidParameter.PolicyDocument.Length",
            ..AliyunError::malformed_policy_document(&field.rule)
        },
        "PolicyDocument" => AliyunError::malformed_policy_document(&field.rule),
        "Marker" => coded("InvalidParameter.Marker"),
        _ => coded("InvalidParameter"),
    }
}

fn not_found(action: Action, what: &str) -> AliyunError {
    let (code, message) = match (what, action) {
        ("user", _) => ("EntityNotExist.User", "The user does not exist."),
        ("AccessKey", _) => ("EntityNotExist.User.AccessKey", "The user has no such AccessKey."),
        ("membership", _) => ("EntityNotExist.User.Group", "The user is not in the group."),
        ("group", _) => ("EntityNotExist.Group", "The group does not exist."),
        ("policy", _) => ("EntityNotExist.Policy", "The policy does not exist."),
        ("version", _) => ("EntityNotExist.Policy.Version", "The policy has no such version."),
        ("role", _) => ("EntityNotExist.Role", "The role does not exist."),
        ("attachment", Action::DetachPolicyFromRole) => {
            ("EntityNotExist.Role.Policy", "The policy is not attached to the role.")
        }
        ("attachment", Action::DetachPolicyFromUser) => {
            ("EntityNotExist.User.Policy", "The policy is not attached to the user.")
        }
        ("attachment", _) => ("EntityNotExist.Group.Policy", "The policy is not attached to the group."),
        _ => ("EntityNotExist", "It does not exist."),
    };
    say(404, code, message)
}

fn exists(action: Action) -> AliyunError {
    let (code, message) = match action {
        Action::CreateUser | Action::UpdateUser => ("EntityAlreadyExists.User", "A user of this name exists already."),
        Action::CreateGroup | Action::UpdateGroup => {
            ("EntityAlreadyExists.Group", "A group of this name exists already.")
        }
        Action::CreateRole => ("EntityAlreadyExists.Role", "A role of this name exists already."),
        Action::AttachPolicyToRole => {
            ("EntityAlreadyExists.Role.Policy", "The policy is attached to the role already.")
        }
        Action::CreatePolicy => ("EntityAlreadyExists.Policy", "A policy of this name exists already."),
        Action::AddUserToGroup => ("EntityAlreadyExists.User.Group", "The user is in the group already."),
        Action::AttachPolicyToUser => {
            ("EntityAlreadyExists.User.Policy", "The policy is attached to the user already.")
        }
        Action::AttachPolicyToGroup => {
            ("EntityAlreadyExists.Group.Policy", "The policy is attached to the group already.")
        }
        _ => ("EntityAlreadyExists", "It exists already."),
    };
    say(409, code, message)
}

fn limit(action: Action) -> &'static str {
    match action {
        Action::CreateAccessKey => "LimitExceeded.User.AccessKey",
        Action::AddUserToGroup => "LimitExceeded.User.Group",
        Action::AttachPolicyToUser => "LimitExceeded.User.Policy",
        Action::AttachPolicyToGroup => "LimitExceeded.Group.Policy",
        Action::CreateRole => "LimitExceeded.Role",
        Action::AttachPolicyToRole => "LimitExceeded.Role.Policy",
        Action::CreatePolicy => "LimitExceeded.Policy",
        Action::CreatePolicyVersion => "LimitExceeded.Policy.Version",
        _ => "LimitExceeded",
    }
}

/// The vendor has no code for the first two: its account owner is not a user.
fn in_the_way(why: &str) -> &'static str {
    match why {
        in_use::ONESELF => "OperationDenied.Oneself",
        in_use::LAST_ADMINISTRATOR => "OperationDenied.LastAdministrator",
        in_use::USER_HAS_KEYS => "DeleteConflict.User.AccessKey",
        in_use::USER_IN_GROUP => "DeleteConflict.User.Group",
        in_use::USER_HAS_POLICIES => "DeleteConflict.User.Policy",
        in_use::GROUP_HAS_MEMBERS => "DeleteConflict.Group.User",
        in_use::GROUP_HAS_POLICIES => "DeleteConflict.Group.Policy",
        in_use::POLICY_OF_USER => "DeleteConflict.Policy.User",
        in_use::POLICY_OF_GROUP => "DeleteConflict.Policy.Group",
        in_use::ROLE_HAS_POLICIES => "DeleteConflict.Role.Policy",
        in_use::POLICY_OF_ROLE => "DeleteConflict.Policy.Role",
        in_use::POLICY_HAS_VERSIONS => "DeleteConflict.Policy.Version",
        in_use::DEFAULT_VERSION => "DeleteConflict.Policy.Version.Default",
        _ => "DeleteConflict",
    }
}
