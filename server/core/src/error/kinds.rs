//! What the kinds of [`CoreError`](crate::CoreError) say more about. Displayed in logs and events only: surfaces match.

use std::fmt;
use strongroom_domain::limits;

/// A kind of thing that is missing, or exists already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Thing {
    /// The installation itself.
    Installation,
    /// A secret.
    Secret,
    /// A version of a secret.
    Version,
    /// A customer master key.
    Key,
    /// A user.
    User,
    /// An AccessKey.
    AccessKey,
    /// A group of users.
    Group,
    /// A user's membership in a group.
    Membership,
    /// A role.
    Role,
    /// A policy.
    Policy,
    /// A version of a policy.
    PolicyVersion,
    /// A policy's attachment to a user, group or role.
    Attachment,
    /// A second factor of any kind.
    SecondFactor,
    /// An authenticator app.
    Authenticator,
    /// A passkey.
    Passkey,
    /// A console session.
    ConsoleSession,
    /// A target of rotations.
    Target,
    /// A notification channel.
    Channel,
    /// A rotation of a secret.
    Rotation,
}

impl fmt::Display for Thing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Installation => "installation",
            Self::Secret => "secret",
            Self::Version => "version",
            Self::Key => "key",
            Self::User => "user",
            Self::AccessKey => "AccessKey",
            Self::Group => "group",
            Self::Membership => "membership",
            Self::Role => "role",
            Self::Policy => "policy",
            Self::PolicyVersion => "policy version",
            Self::Attachment => "attachment",
            Self::SecondFactor => "second factor",
            Self::Authenticator => "authenticator app",
            Self::Passkey => "passkey",
            Self::ConsoleSession => "console session",
            Self::Target => "target",
            Self::Channel => "notification channel",
            Self::Rotation => "rotation",
        })
    }
}

/// What prevents a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blocker {
    /// The caller would remove itself.
    Oneself,
    /// The caller would remove its own second factors where another's are removed.
    OwnSecondFactor,
    /// Nobody who can sign in would have AdministratorAccess.
    LastAdministrator,
    /// The user has AccessKeys.
    UserHasKeys,
    /// The user is in a group.
    UserInGroup,
    /// The user has policies.
    UserHasPolicies,
    /// The group has members.
    GroupHasMembers,
    /// The group has policies.
    GroupHasPolicies,
    /// The role has policies.
    RoleHasPolicies,
    /// The policy is attached to a user.
    PolicyOfUser,
    /// The policy is attached to a group.
    PolicyOfGroup,
    /// The policy is attached to a role.
    PolicyOfRole,
    /// The policy has versions beside the default one.
    PolicyHasVersions,
    /// The default version of a policy cannot be deleted.
    DefaultVersion,
    /// The default key cannot be disabled or deleted.
    DefaultKey,
    /// Secrets are encrypted with the key.
    KeyHasSecrets,
    /// The default key takes no policy.
    DefaultKeyPolicy,
    /// The recovery window has not ended.
    RecoveryWindow,
    /// Passkeys need a console with a host name.
    NoPasskeys,
    /// Secrets rotate at the target.
    TargetUsed,
    /// Generic secrets do not rotate.
    GenericSecret,
    /// Rotations alone set the values of a managed secret and move its labels.
    ManagedSecret,
    /// Nobody has set where and how the secret rotates.
    NoRotationPlan,
    /// The version was revoked.
    RevokedVersion,
    /// Readers are given the version.
    CurrentVersion,
    /// A rotation of the secret has not ended.
    RotationRuns,
    /// The state of the rotation does not allow the change.
    RotationState,
    /// Another process does the step.
    StepTaken,
}

impl fmt::Display for Blocker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Oneself => "callers cannot remove themselves",
            Self::OwnSecondFactor => "callers cannot remove their own second factors this way",
            Self::LastAdministrator => "someone who can sign in must keep AdministratorAccess",
            Self::UserHasKeys => "the user has AccessKeys",
            Self::UserInGroup => "the user is in a group",
            Self::UserHasPolicies => "the user has policies",
            Self::GroupHasMembers => "the group has members",
            Self::GroupHasPolicies => "the group has policies",
            Self::RoleHasPolicies => "the role has policies",
            Self::PolicyOfUser => "the policy is attached to users",
            Self::PolicyOfGroup => "the policy is attached to groups",
            Self::PolicyOfRole => "the policy is attached to roles",
            Self::PolicyHasVersions => "the policy has other versions",
            Self::DefaultVersion => "the default version cannot be deleted",
            Self::DefaultKey => "the default key cannot be disabled or deleted",
            Self::KeyHasSecrets => "secrets are encrypted with the key",
            Self::DefaultKeyPolicy => "the default key takes no policy",
            Self::RecoveryWindow => "the recovery window has not ended",
            Self::NoPasskeys => "passkeys need console_origin",
            Self::TargetUsed => "secrets rotate at the target",
            Self::ManagedSecret => "only rotations change the values and labels of a managed secret",
            Self::GenericSecret => "generic secrets do not rotate",
            Self::NoRotationPlan => "the secret has no rotation plan",
            Self::RevokedVersion => "the version was revoked",
            Self::CurrentVersion => "the version is the current one",
            Self::RotationRuns => "a rotation of the secret is under way",
            Self::RotationState => "the state of the rotation does not allow this",
            Self::StepTaken => "another process does this step of the rotation",
        })
    }
}

/// A limit that is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// Tags of a secret.
    Tags,
    /// Stage labels of a secret.
    Labels,
    /// Versions of a secret, when every one carries a label.
    Versions,
    /// Customer master keys.
    Keys,
    /// Versions of a key.
    KeyVersions,
    /// AccessKeys of a user.
    AccessKeys,
    /// Passkeys of a user.
    Passkeys,
    /// Groups of a user.
    GroupsOfUser,
    /// Policies of one type attached to a user, group or role.
    Attached,
    /// Custom policies.
    Policies,
    /// Versions of a policy.
    PolicyVersions,
    /// Roles.
    Roles,
    /// Targets.
    Targets,
    /// Notification channels.
    Channels,
}

impl Limit {
    /// How many there may be.
    pub const fn most(self) -> u64 {
        match self {
            Self::Tags => limits::TAGS as u64,
            Self::Labels => limits::LABELS as u64,
            Self::Versions => limits::VERSIONS as u64,
            Self::Keys => limits::CMKS,
            Self::KeyVersions => limits::CMK_VERSIONS as u64,
            Self::AccessKeys => limits::ACCESS_KEYS as u64,
            Self::Passkeys => limits::PASSKEYS as u64,
            Self::GroupsOfUser => limits::GROUPS_OF_USER as u64,
            Self::Attached => limits::ATTACHED as u64,
            Self::Policies => limits::POLICIES,
            Self::PolicyVersions => limits::POLICY_VERSIONS as u64,
            Self::Roles => limits::ROLES,
            Self::Targets => limits::TARGETS,
            Self::Channels => limits::CHANNELS,
        }
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counted = match self {
            Self::Tags => "tags of a secret",
            Self::Labels => "stage labels of a secret",
            Self::Versions => "labelled versions of a secret",
            Self::Keys => "keys of an account",
            Self::KeyVersions => "versions of a key",
            Self::AccessKeys => "AccessKeys of a user",
            Self::Passkeys => "passkeys of a user",
            Self::GroupsOfUser => "groups of a user",
            Self::Attached => "attached policies of a type",
            Self::Policies => "custom policies of an account",
            Self::PolicyVersions => "versions of a policy",
            Self::Roles => "roles of an account",
            Self::Targets => "targets of an account",
            Self::Channels => "notification channels of an account",
        };
        write!(f, "limit reached: {} {counted}", self.most())
    }
}

/// Why a caller was not authenticated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuthFailure {
    /// User name or password wrong.
    Credentials,
    /// The current password is wrong.
    Password,
    /// The user has no password here.
    NoPassword,
    /// The code is wrong or was used before.
    Code,
    /// The passkey was not accepted.
    Passkey,
    /// The second step of a sign-in came too late, or after too many wrong codes.
    SignInExpired,
    /// The user of the session no longer exists.
    UserGone,
    /// The identity provider signed in a person with no user here.
    NoLinkedUser,
    /// None of the person's groups at the identity provider gives access here.
    NoGroup,
    /// The root key belongs to another installation.
    RootKey,
}

impl fmt::Display for AuthFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Credentials => "user name or password is wrong",
            Self::Password => "the password is wrong",
            Self::NoPassword => "the user has no password and signs in through an identity provider",
            Self::Code => "the code is wrong or was used before",
            Self::Passkey => "the passkey was not accepted",
            Self::SignInExpired => "the sign-in took too long or had too many wrong codes",
            Self::UserGone => "the user no longer exists",
            Self::NoLinkedUser => "no user is linked to the identity at the provider",
            Self::NoGroup => "none of the groups at the identity provider gives access here",
            Self::RootKey => "the root key belongs to another installation",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reached_limit_is_displayed_with_its_number() {
        assert_eq!(Limit::Tags.to_string(), format!("limit reached: {} tags of a secret", limits::TAGS));
    }
}
