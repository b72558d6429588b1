//! The core's errors in the console's words.

use super::{AuthFailure, Blocker, CoreError, Limit, Thing, UnsealRefusal};
use crate::{
    error::{ErrorDetail, ErrorKind, UiError},
    labels::label,
};
use strongroom_domain::RequestId;

/// The core's errors in the console's words. No catch-all arm: a new kind must be decided here.
pub fn ui_error(error: CoreError) -> UiError {
    match error {
        CoreError::Invalid(error) => error.into(),
        CoreError::InvalidPolicy { field, problem } => {
            UiError::new(ErrorKind::Invalid, format!("{}: {problem}", label(field)))
        }
        CoreError::Denied => UiError::new(ErrorKind::Denied, "You are not allowed to do this."),
        CoreError::Unauthenticated(why) => UiError::new(ErrorKind::Denied, auth_failure(why)),
        CoreError::NotFound(thing) => UiError::new(ErrorKind::NotFound, not_found(thing)),
        CoreError::Exists(thing) => UiError::new(ErrorKind::Conflict, exists(thing)),
        CoreError::VersionTaken => UiError::new(ErrorKind::Conflict, "This version id is used for another value."),
        CoreError::Conflict => {
            UiError::new(ErrorKind::Conflict, "Someone else changed this. Reload the page and try again.")
        }
        CoreError::Deleting => {
            UiError::new(ErrorKind::Deleting, "The secret is scheduled for deletion. Restore it first.")
        }
        CoreError::Limit(reached) => UiError::new(ErrorKind::Blocked, limit(reached)),
        CoreError::KeyDisabled => UiError::new(ErrorKind::Blocked, "The encryption key of this secret is disabled."),
        CoreError::KeyDeleting => UiError::new(ErrorKind::Blocked, "The key is scheduled for deletion."),
        CoreError::KeyState => UiError::new(ErrorKind::Blocked, "The state of the key does not allow this."),
        CoreError::InUse(by) => UiError::new(ErrorKind::Blocked, blocker(by)),
        CoreError::StepUp => UiError::new(ErrorKind::StepUp, "Confirm your identity to continue."),
        CoreError::NonceUsed => UiError::new(ErrorKind::Invalid, "This request was sent before."),
        CoreError::Busy => {
            let message = "Others are changing this at the moment. Nothing was changed; try again.";
            UiError::new(ErrorKind::Throttled, message)
        }
        CoreError::Throttled { retry_after_s } => {
            let message = format!("Too many attempts. Try again in {retry_after_s} seconds.");
            UiError::new(ErrorKind::Throttled, message).with(ErrorDetail::RetryAfter(retry_after_s))
        }
        CoreError::Sealed => {
            UiError::new(ErrorKind::Sealed, "The server is sealed: an administrator must enter the passphrase.")
        }
        CoreError::Unavailable => {
            UiError::new(ErrorKind::Unavailable, "The store cannot be used right now. Nothing was changed.")
        }
        CoreError::OutcomeUnknown => UiError::new(
            ErrorKind::Unavailable,
            "The connection to the database was lost while this was saved, so it is unknown whether it was. Look at the present state before you try again.",
        ),
        CoreError::Internal(request) => {
            let message = format!("Something went wrong inside the server (id {request}).");
            UiError::new(ErrorKind::Internal, message).with(ErrorDetail::Request(request))
        }
    }
}

/// A denial carries the id under which an administrator finds it in Explain.
pub(super) fn refused(error: CoreError, request: RequestId) -> UiError {
    match error {
        CoreError::Denied => {
            let message = format!("No policy lets you do this (id {request}).");
            UiError::new(ErrorKind::Denied, message).with(ErrorDetail::Request(request))
        }
        other => ui_error(other),
    }
}

/// Why a passphrase did not unseal the server.
pub(crate) fn unseal_refused(why: UnsealRefusal) -> UiError {
    match why {
        UnsealRefusal::WrongPassphrase => UiError::new(ErrorKind::Denied, "Wrong passphrase."),
        UnsealRefusal::RootKey => {
            UiError::new(ErrorKind::Denied, "The root key cannot be used. See the server log for the reason.")
        }
        UnsealRefusal::TooManyAttempts { retry_after_s } => ui_error(CoreError::Throttled { retry_after_s }),
    }
}

/// The session has ended, or does not exist.
pub(super) fn signed_out() -> UiError {
    UiError::new(ErrorKind::SignedOut, "Please sign in.")
}

/// The first step of a sign-in must be taken again.
pub fn sign_in_again() -> UiError {
    UiError::new(ErrorKind::SignedOut, auth_failure(AuthFailure::SignInExpired))
}

/// The store does not answer.
pub fn unavailable() -> UiError {
    ui_error(CoreError::Unavailable)
}

fn auth_failure(why: AuthFailure) -> &'static str {
    match why {
        AuthFailure::Credentials => "User name or password is wrong.",
        AuthFailure::Password => "The password is wrong.",
        AuthFailure::NoPassword => "You have no password here. You sign in through your identity provider.",
        AuthFailure::Code => "The code is wrong or was used before.",
        AuthFailure::Passkey => "The passkey was not accepted.",
        AuthFailure::SignInExpired => "The sign-in took too long or had too many wrong codes. Begin it again.",
        AuthFailure::UserGone => "Please sign in again.",
        AuthFailure::NoLinkedUser => "Your identity at the provider is not linked to a user here.",
        AuthFailure::NoGroup => "None of your groups at the identity provider gives access here.",
        AuthFailure::RootKey => "The root key belongs to another installation.",
    }
}

fn not_found(thing: Thing) -> &'static str {
    match thing {
        Thing::Installation => "Installation not found.",
        Thing::Secret => "Secret not found.",
        Thing::Version | Thing::PolicyVersion => "Version not found.",
        Thing::Key => "Key not found.",
        Thing::User => "User not found.",
        Thing::AccessKey => "AccessKey not found.",
        Thing::Group => "Group not found.",
        Thing::Membership => "Membership not found.",
        Thing::Role => "Role not found.",
        Thing::Policy => "Policy not found.",
        Thing::Attachment => "Attachment not found.",
        Thing::SecondFactor => "Second factor not found.",
        Thing::Authenticator => "Authenticator app not found.",
        Thing::Passkey => "Passkey not found.",
        Thing::ConsoleSession => "Session not found.",
        Thing::Target => "Target not found.",
        Thing::Channel => "Notification channel not found.",
        Thing::Rotation => "Rotation not found.",
    }
}

fn exists(thing: Thing) -> &'static str {
    match thing {
        Thing::Installation => "An installation exists already.",
        Thing::Secret => "A secret of this name exists already.",
        Thing::Version | Thing::PolicyVersion => "This version exists already.",
        Thing::Key => "This key exists already.",
        Thing::User => "A user of this name exists already.",
        Thing::AccessKey => "This AccessKey exists already.",
        Thing::Group => "A group of this name exists already.",
        Thing::Membership => "This membership exists already.",
        Thing::Role => "A role of this name exists already.",
        Thing::Policy => "A policy of this name exists already.",
        Thing::Attachment => "This attachment exists already.",
        Thing::SecondFactor => "This second factor exists already.",
        Thing::Authenticator => "An authenticator app exists already.",
        Thing::Passkey => "A passkey of this name exists already.",
        Thing::ConsoleSession => "This session exists already.",
        Thing::Target => "A target of this name exists already.",
        Thing::Channel => "A notification channel of this name exists already.",
        Thing::Rotation => "This rotation exists already.",
    }
}

fn limit(limit: Limit) -> String {
    let most = limit.most();
    match limit {
        Limit::Tags => format!("A secret may have at most {most} tags."),
        Limit::Labels => format!("A secret may have at most {most} stage labels."),
        Limit::Versions => format!("All {most} versions carry stage labels. Remove a label first."),
        Limit::Keys => format!("An account may have at most {most} keys."),
        Limit::KeyVersions => format!("A key may have at most {most} versions."),
        Limit::AccessKeys => format!("A user may have at most {most} AccessKeys."),
        Limit::Passkeys => format!("A user may have at most {most} passkeys."),
        Limit::GroupsOfUser => format!("A user may be in at most {most} groups."),
        Limit::Attached => format!("At most {most} system and {most} custom policies may be attached."),
        Limit::Policies => format!("An account may have at most {most} custom policies."),
        Limit::PolicyVersions => format!("A policy may have at most {most} versions. Delete one first."),
        Limit::Targets => format!("An account may have at most {most} targets."),
        Limit::Channels => format!("An account may have at most {most} notification channels."),
        Limit::Roles => format!("An account may have at most {most} roles."),
    }
}

fn blocker(by: Blocker) -> &'static str {
    match by {
        Blocker::Oneself => "You cannot remove yourself.",
        Blocker::OwnSecondFactor => "Your own second factors are removed on your account's page.",
        Blocker::LastAdministrator => "Someone who can sign in must keep AdministratorAccess.",
        Blocker::UserHasKeys => "The user has AccessKeys. Delete them first.",
        Blocker::UserInGroup => "The user is in a group. Remove it from its groups first.",
        Blocker::UserHasPolicies => "The user has policies. Detach them first.",
        Blocker::GroupHasMembers => "The group has members. Remove them first.",
        Blocker::GroupHasPolicies => "The group has policies. Detach them first.",
        Blocker::RoleHasPolicies => "The role has policies. Detach them first.",
        Blocker::PolicyOfUser => "The policy is attached to users. Detach it first.",
        Blocker::PolicyOfGroup => "The policy is attached to groups. Detach it first.",
        Blocker::PolicyOfRole => "The policy is attached to roles. Detach it first.",
        Blocker::PolicyHasVersions => "The policy has other versions. Delete them first.",
        Blocker::DefaultVersion => "The default version cannot be deleted. Choose another default first.",
        Blocker::DefaultKey => "The default key cannot be disabled or deleted.",
        Blocker::KeyHasSecrets => "Secrets are encrypted with the key. Delete them first.",
        Blocker::DefaultKeyPolicy => "The default key cannot have a policy: all secrets without their own key use it.",
        Blocker::RecoveryWindow => "The recovery window has not ended.",
        Blocker::NoPasskeys => "Passkeys need a console with a host name. An administrator can set console_origin.",
        Blocker::TargetUsed => "Secrets rotate at the target. Delete them or give them another target first.",
        Blocker::ManagedSecret => "The value of this secret follows its target. Rotate it instead.",
        Blocker::GenericSecret => {
            "A generic secret rotates by a function or with generated values, at no other target."
        }
        Blocker::NoRotationPlan => "Where and how the secret rotates has not been set.",
        Blocker::RevokedVersion => "The version was revoked, so it cannot become current or be copied.",
        Blocker::CurrentVersion => "Applications read this version. Store a new one first.",
        Blocker::RotationRuns => "A rotation of the secret is under way. Wait until it ends, or roll it back.",
        Blocker::RotationState => "The rotation is in a state that does not allow this. Reload the page.",
        Blocker::StepTaken => "Another server does this step of the rotation.",
    }
}
