//! The core's errors as RAM words them: the vendor has a code for each pair of things that conflict.

use crate::aliyun::{
    AliyunError,
    wording::{self, CONFLICT},
};
use strongroom_core::{Blocker, CoreError, Limit, PolicyProblem, Rule, Thing};
use strongroom_domain::{Action, Field, FieldError};

/// The error of an operation. An exhaustive match over kinds: a new one must be decided here. A thing without a code of its own
/// gets the code of the family.
pub(super) fn from_core(action: Action, error: CoreError) -> AliyunError {
    match error {
        CoreError::Invalid(error) => invalid(error),
        CoreError::InvalidPolicy { field: _, problem } => invalid_policy(&problem),
        // Only the console asks for re-authentication.
        CoreError::Denied | CoreError::StepUp => say(403, "NoPermission", "You are not authorized to do this action."),
        CoreError::NotFound(thing) => not_found(action, thing),
        CoreError::Exists(thing) => exists(action, thing),
        CoreError::Limit(reached) => {
            AliyunError { status: 409, code: limit(action, reached), message: wording::limit(reached).into() }
        }
        CoreError::InUse(by) => say(409, blocked(by), wording::blocker(by)),
        CoreError::Conflict => say(409, "OperationConflict", CONFLICT),
        // As with KMS: either it cannot happen here, or it is not about users, groups and policies.
        CoreError::Deleting
        | CoreError::VersionTaken
        | CoreError::KeyDisabled
        | CoreError::KeyDeleting
        | CoreError::KeyState
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

fn say(status: u16, code: &'static str, message: &'static str) -> AliyunError {
    AliyunError { status, code, message: message.into() }
}

fn invalid(error: FieldError) -> AliyunError {
    let code = match error.field {
        Field::Password => "InvalidParameter.Password.TooWeak",
        Field::Cursor => "InvalidParameter.Marker",
        _ => "InvalidParameter",
    };
    let parameter = wording::ram_parameter(error.field);
    AliyunError { code, ..AliyunError::invalid_parameter(parameter, wording::rule(error)) }
}

fn invalid_policy(problem: &PolicyProblem) -> AliyunError {
    let error = AliyunError::malformed_policy_document(problem);
    match problem.rule {
        Rule::DocumentSize => AliyunError { code: "InvalidParameter.PolicyDocument.Length", ..error },
        _ => error,
    }
}

fn not_found(action: Action, thing: Thing) -> AliyunError {
    let (code, message) = match thing {
        Thing::User => ("EntityNotExist.User", "The user does not exist."),
        Thing::AccessKey => ("EntityNotExist.User.AccessKey", "The user has no such AccessKey."),
        Thing::Membership => ("EntityNotExist.User.Group", "The user is not in the group."),
        Thing::Group => ("EntityNotExist.Group", "The group does not exist."),
        Thing::Policy => ("EntityNotExist.Policy", "The policy does not exist."),
        Thing::PolicyVersion => ("EntityNotExist.Policy.Version", "The policy has no such version."),
        Thing::Role => ("EntityNotExist.Role", "The role does not exist."),
        Thing::Attachment => match action {
            Action::DetachPolicyFromRole => ("EntityNotExist.Role.Policy", "The policy is not attached to the role."),
            Action::DetachPolicyFromUser => ("EntityNotExist.User.Policy", "The policy is not attached to the user."),
            _ => ("EntityNotExist.Group.Policy", "The policy is not attached to the group."),
        },
        Thing::SecondFactor => ("EntityNotExist.User.MFADevice", "The user has not bound any MFA device."),
        Thing::Installation
        | Thing::Secret
        | Thing::Version
        | Thing::Key
        | Thing::Authenticator
        | Thing::Passkey
        | Thing::ConsoleSession
        | Thing::Target
        | Thing::Channel
        | Thing::Rotation => ("EntityNotExist", "It does not exist."),
    };
    say(404, code, message)
}

fn exists(action: Action, thing: Thing) -> AliyunError {
    let (code, message) = match thing {
        Thing::User => ("EntityAlreadyExists.User", "A user of this name exists already."),
        Thing::Group => ("EntityAlreadyExists.Group", "A group of this name exists already."),
        Thing::Role => ("EntityAlreadyExists.Role", "A role of this name exists already."),
        Thing::Policy => ("EntityAlreadyExists.Policy", "A policy of this name exists already."),
        Thing::Membership => ("EntityAlreadyExists.User.Group", "The user is in the group already."),
        Thing::Attachment => match action {
            Action::AttachPolicyToRole => {
                ("EntityAlreadyExists.Role.Policy", "The policy is attached to the role already.")
            }
            Action::AttachPolicyToUser => {
                ("EntityAlreadyExists.User.Policy", "The policy is attached to the user already.")
            }
            _ => ("EntityAlreadyExists.Group.Policy", "The policy is attached to the group already."),
        },
        Thing::Installation
        | Thing::Secret
        | Thing::Version
        | Thing::Key
        | Thing::AccessKey
        | Thing::PolicyVersion
        | Thing::SecondFactor
        | Thing::Authenticator
        | Thing::Passkey
        | Thing::ConsoleSession
        | Thing::Target
        | Thing::Channel
        | Thing::Rotation => ("EntityAlreadyExists", "It exists already."),
    };
    say(409, code, message)
}

fn limit(action: Action, limit: Limit) -> &'static str {
    match limit {
        Limit::AccessKeys => "LimitExceeded.User.AccessKey",
        Limit::GroupsOfUser => "LimitExceeded.User.Group",
        Limit::Roles => "LimitExceeded.Role",
        Limit::Policies => "LimitExceeded.Policy",
        Limit::PolicyVersions => "LimitExceeded.Policy.Version",
        Limit::Attached => match action {
            Action::AttachPolicyToUser => "LimitExceeded.User.Policy",
            Action::AttachPolicyToRole => "LimitExceeded.Role.Policy",
            _ => "LimitExceeded.Group.Policy",
        },
        Limit::Tags
        | Limit::Labels
        | Limit::Versions
        | Limit::Keys
        | Limit::KeyVersions
        | Limit::Passkeys
        | Limit::Targets
        | Limit::Channels => "LimitExceeded",
    }
}

/// The vendor has no code for the first two: its account stands above all users.
fn blocked(by: Blocker) -> &'static str {
    match by {
        Blocker::Oneself => "OperationDenied.Oneself",
        Blocker::LastAdministrator => "OperationDenied.LastAdministrator",
        Blocker::UserHasKeys => "DeleteConflict.User.AccessKey",
        Blocker::UserInGroup => "DeleteConflict.User.Group",
        Blocker::UserHasPolicies => "DeleteConflict.User.Policy",
        Blocker::GroupHasMembers => "DeleteConflict.Group.User",
        Blocker::GroupHasPolicies => "DeleteConflict.Group.Policy",
        Blocker::PolicyOfUser => "DeleteConflict.Policy.User",
        Blocker::PolicyOfGroup => "DeleteConflict.Policy.Group",
        Blocker::RoleHasPolicies => "DeleteConflict.Role.Policy",
        Blocker::PolicyOfRole => "DeleteConflict.Policy.Role",
        Blocker::PolicyHasVersions => "DeleteConflict.Policy.Version",
        Blocker::DefaultVersion => "DeleteConflict.Policy.Version.Default",
        Blocker::OwnSecondFactor
        | Blocker::DefaultKey
        | Blocker::KeyHasSecrets
        | Blocker::DefaultKeyPolicy
        | Blocker::RecoveryWindow
        | Blocker::NoPasskeys
        | Blocker::TargetUsed
        | Blocker::GenericSecret
        | Blocker::ManagedSecret
        | Blocker::NoRotationPlan
        | Blocker::RevokedVersion
        | Blocker::CurrentVersion
        | Blocker::RotationRuns
        | Blocker::RotationState
        | Blocker::StepTaken => "DeleteConflict",
    }
}
