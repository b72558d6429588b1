//! The core's errors as the product's own API words them.

use crate::aliyun::{
    AliyunError,
    wording::{self, CONFLICT, rule},
};
use std::borrow::Cow;
use strongroom_core::{Blocker, CoreError, Thing};
use strongroom_domain::{Field, FieldError, Form, Problem};

/// A field breaks its rule.
pub(super) fn invalid(error: FieldError) -> AliyunError {
    let (parameter, rule) = parameter_and_rule(error);
    AliyunError::invalid_parameter(parameter, rule)
}

/// Fields whose parameter has another name than in KMS, and rules that this API can state more exactly.
fn parameter_and_rule(error: FieldError) -> (&'static str, Cow<'static, str>) {
    const CHOICE: Problem = Problem::Malformed(Form::Choice);
    match (error.field, error.problem) {
        (Field::Strategy, CHOICE) => ("Strategy", "is not offered by targets of this type".into()),
        (Field::RolloutShare | Field::AwaitReaders, CHOICE) => (
            wording::parameter(error.field),
            "requires a strategy under which old and new credential work at once".into(),
        ),
        (Field::Strategy, _) => ("Strategy", rule(error)),
        (Field::TargetName, CHOICE) => {
            ("TargetName", "names a target that secrets of this type do not belong to".into())
        }
        (Field::TargetName, _) => ("TargetName", rule(error)),
        (Field::TargetTrust, CHOICE) => {
            ("Trust", "must be host-key for the type ssh, system or ca for ram and function, and system, ca or plain for the others".into())
        }
        (Field::ManagerSecret, CHOICE) => (
            "ManagerName",
            "must be given with an AccessKey for the type ram, with a password or a private key for ssh, and with a password for the others".into(),
        ),
        (Field::ManagerSecret, Problem::OneRequired(_)) => {
            (
                "ManagerName",
                "and what proves it must be given again when Host, Port, Trust or StsHost changes".into(),
            )
        }
        (Field::AccountName, Problem::Different) => {
            ("AccountName", "must include the account of the secret's current value".into())
        }
        (Field::AccountName, _) => ("AccountName", rule(error)),
        (Field::TargetTrust, Problem::Malformed(Form::Certificates)) => ("CaCertificates", rule(error)),
        (Field::TargetTrust, Problem::Malformed(Form::HostKey)) => ("HostKey", rule(error)),
        (Field::WebhookKey, Problem::OneRequired(_)) => ("SigningKey", "must be given for webhooks".into()),
        (Field::MailPassword, Problem::OneRequired(Field::MailHost)) => (
            "MailPassword",
            "must be given again when MailHost, MailPort, MailSecurity, MailUser or CaCertificates changes".into(),
        ),
        (Field::MailPassword, Problem::OneRequired(_)) => ("MailPassword", "must be given with MailUser".into()),
        (Field::MailUser, Problem::OneRequired(_)) => ("MailUser", "must be given with MailPassword".into()),
        (Field::ChannelKind, _) => ("ChannelType", "cannot be changed: create another channel".into()),
        (Field::StartTime | Field::EndTime, _) => ("Freezes", "must each begin before it ends".into()),
        (Field::PageSize, _) => ("MaxItems", rule(error)),
        (Field::SecretValue, Problem::Length { .. }) => ("SecretData", rule(error)),
        (Field::SecretValue, Problem::Malformed(Form::JsonObject)) => {
            ("ValueKey", "requires a secret whose value is a JSON object".into())
        }
        (Field::SecretValue, Problem::Malformed(Form::Text)) => {
            ("SecretName", "names a secret whose value is binary, which functions are not given".into())
        }
        (Field::ValueKey, Problem::NoSuchKey) => ("ValueKey", "must be a key of the secret's current value".into()),
        (Field::ValueKey, _) => ("ValueKey", rule(error)),
        (Field::TargetPort, Problem::Different) => ("Port", "must be that of the address in Host, or absent".into()),
        (Field::SecretValue, _) => ("SecretName", "names a secret whose value is not a credential of its type".into()),
        (field, _) => (wording::parameter(field), rule(error)),
    }
}

/// The error of an operation. An exhaustive match over kinds: a new one must be decided here.
pub(super) fn from_core(error: CoreError) -> AliyunError {
    match error {
        CoreError::Invalid(error) => invalid(error),
        // Only the console asks for re-authentication.
        CoreError::Denied | CoreError::StepUp => say(403, "NoPermission", "You are not authorized to do this action."),
        CoreError::NotFound(thing) => not_found(thing),
        CoreError::Exists(Thing::Target) => {
            say(409, "EntityAlreadyExists.Target", "A target of this name exists already.")
        }
        CoreError::Exists(Thing::Channel) => {
            say(409, "EntityAlreadyExists.NotificationChannel", "A notification channel of this name exists already.")
        }
        CoreError::Exists(_) => say(409, "EntityAlreadyExists", "It exists already."),
        CoreError::Limit(reached) => {
            AliyunError { status: 409, code: "LimitExceeded", message: wording::limit(reached).into() }
        }
        CoreError::InUse(by) => say(409, blocked(by), wording::blocker(by)),
        CoreError::Conflict => say(409, "OperationConflict", CONFLICT),
        // As with KMS: they are about secrets and keys, or about the server.
        CoreError::InvalidPolicy { .. }
        | CoreError::Deleting
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

fn not_found(thing: Thing) -> AliyunError {
    match thing {
        Thing::Target => say(404, "EntityNotExist.Target", "The target does not exist."),
        Thing::Channel => say(404, "EntityNotExist.NotificationChannel", "The notification channel does not exist."),
        Thing::Rotation => say(404, "EntityNotExist.Rotation", "The secret has no such rotation."),
        Thing::Secret => say(404, "EntityNotExist.Secret", "The secret does not exist."),
        Thing::User => say(404, "EntityNotExist.User", "The user does not exist."),
        Thing::AccessKey => say(404, "EntityNotExist.User.AccessKey", "The user has no such AccessKey."),
        Thing::Installation
        | Thing::Version
        | Thing::Key
        | Thing::Group
        | Thing::Membership
        | Thing::Role
        | Thing::Policy
        | Thing::PolicyVersion
        | Thing::Attachment
        | Thing::SecondFactor
        | Thing::Authenticator
        | Thing::Passkey
        | Thing::ConsoleSession => say(404, "EntityNotExist", "It does not exist."),
    }
}

fn blocked(by: Blocker) -> &'static str {
    match by {
        Blocker::TargetUsed => "DeleteConflict.Target.Secret",
        Blocker::GenericSecret | Blocker::ManagedSecret => "OperationDenied.SecretType",
        Blocker::NoRotationPlan => "OperationDenied.NoRotationPlan",
        Blocker::RevokedVersion => "OperationDenied.RevokedVersion",
        Blocker::CurrentVersion => "OperationDenied.CurrentVersion",
        Blocker::RotationRuns => "OperationConflict.RotationUnderWay",
        Blocker::RotationState | Blocker::StepTaken => "OperationConflict.RotationState",
        Blocker::Oneself
        | Blocker::OwnSecondFactor
        | Blocker::LastAdministrator
        | Blocker::UserHasKeys
        | Blocker::UserInGroup
        | Blocker::UserHasPolicies
        | Blocker::GroupHasMembers
        | Blocker::GroupHasPolicies
        | Blocker::PolicyOfUser
        | Blocker::PolicyOfGroup
        | Blocker::RoleHasPolicies
        | Blocker::PolicyOfRole
        | Blocker::PolicyHasVersions
        | Blocker::DefaultVersion
        | Blocker::DefaultKey
        | Blocker::KeyHasSecrets
        | Blocker::DefaultKeyPolicy
        | Blocker::RecoveryWindow
        | Blocker::NoPasskeys => "OperationDenied",
    }
}
