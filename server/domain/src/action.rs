//! What can be done: one action per operation, in the vendor's names where the vendor has one.

use serde::{Deserialize, Serialize};

/// Whether an action changes anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Access {
    /// Reads only.
    Read,
    /// Changes state.
    Write,
}

/// Kind of the thing an action is done to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ResourceKind {
    /// A secret, named by its path.
    Secret,
    /// A customer master key, named by its id.
    Key,
    /// A RAM user or one of its AccessKeys, named by the user.
    User,
    /// A group of RAM users.
    Group,
    /// A policy that users, groups and roles can have.
    Policy,
    /// A role that users and other roles can assume.
    Role,
    /// The audit trail.
    Trail,
    /// This installation.
    System,
}

impl ResourceKind {
    /// Every kind.
    pub const ALL: [Self; 8] =
        [Self::Secret, Self::Key, Self::User, Self::Group, Self::Policy, Self::Role, Self::Trail, Self::System];

    /// Stable number in encoded events.
    pub fn code(self) -> u8 {
        match self {
            Self::Secret => 1,
            Self::Key => 2,
            Self::User => 3,
            Self::Trail => 4,
            Self::System => 5,
            Self::Group => 6,
            Self::Policy => 7,
            Self::Role => 8,
        }
    }

    /// The kind of a number, if known.
    pub fn from_code(code: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.code() == code)
    }

    /// The vendor's type name, as ActionTrail writes it.
    pub fn type_name(self) -> &'static str {
        match self {
            Self::Secret => "ACS::KMS::Secret",
            Self::Key => "ACS::KMS::Key",
            Self::User => "ACS::RAM::User",
            Self::Group => "ACS::RAM::Group",
            Self::Policy => "ACS::RAM::Policy",
            Self::Role => "ACS::RAM::Role",
            Self::Trail => "ACS::ActionTrail::Trail",
            Self::System => "Strongroom::Installation",
        }
    }
}

macro_rules! actions {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $service:literal, $access:ident, $kind:ident;)*) => {
        /// An operation of the product. The numbers stand in the audit trail and never change.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum Action { $($(#[$doc])* $name,)* }

        impl Action {
            /// Every action.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The operation's name, such as `GetSecretValue`.
            pub fn name(self) -> &'static str {
                match self { $(Self::$name => stringify!($name),)* }
            }

            /// The service it belongs to: `kms`, `ram`, `sts`, `actiontrail` or `strongroom`.
            pub fn service(self) -> &'static str {
                match self { $(Self::$name => $service,)* }
            }

            /// Stable number in encoded events.
            pub fn code(self) -> u16 {
                match self { $(Self::$name => $code,)* }
            }

            /// Whether it changes anything.
            pub fn access(self) -> Access {
                match self { $(Self::$name => Access::$access,)* }
            }

            /// What it is done to.
            pub fn resource_kind(self) -> ResourceKind {
                match self { $(Self::$name => ResourceKind::$kind,)* }
            }
        }
    };
}

actions! {
    /// Create a secret with its first version.
    CreateSecret = 1, "kms", Write, Secret;
    /// Read a value; the event records the exact version.
    GetSecretValue = 2, "kms", Read, Secret;
    /// Store a new version.
    PutSecretValue = 3, "kms", Write, Secret;
    /// Move or remove a stage label.
    UpdateSecretVersionStage = 4, "kms", Write, Secret;
    /// Read a secret's facts, never its value.
    DescribeSecret = 5, "kms", Read, Secret;
    /// List secrets.
    ListSecrets = 6, "kms", Read, Secret;
    /// List the versions of a secret.
    ListSecretVersionIds = 7, "kms", Read, Secret;
    /// Change a description.
    UpdateSecret = 8, "kms", Write, Secret;
    /// Delete, at once or after a recovery window.
    DeleteSecret = 9, "kms", Write, Secret;
    /// Take a secret out of its recovery window.
    RestoreSecret = 10, "kms", Write, Secret;
    /// Make a random password.
    GetRandomPassword = 11, "kms", Read, System;
    /// Add or change tags.
    TagResource = 12, "kms", Write, Secret;
    /// Remove tags.
    UntagResource = 13, "kms", Write, Secret;
    /// Remove a secret whose recovery window has ended.
    PurgeSecret = 14, "kms", Write, Secret;
    /// Tell which keys of a JSON value differ between two versions, without opening either value.
    CompareSecretVersions = 15, "kms", Read, Secret;
    /// Create a customer master key.
    CreateKey = 30, "kms", Write, Key;
    /// Read a key's facts.
    DescribeKey = 31, "kms", Read, Key;
    /// List keys.
    ListKeys = 32, "kms", Read, Key;
    /// Allow use of a key again.
    EnableKey = 33, "kms", Write, Key;
    /// Stop use of a key.
    DisableKey = 34, "kms", Write, Key;
    /// Add a version to a key; new versions of secrets use it.
    CreateKeyVersion = 35, "kms", Write, Key;
    /// Change a key's description.
    UpdateKeyDescription = 36, "kms", Write, Key;
    /// Replace the policy of a key.
    SetKeyPolicy = 37, "kms", Write, Key;
    /// Read the policy of a key.
    GetKeyPolicy = 38, "kms", Read, Key;
    /// List who may use a key, and why.
    ListKeyUsers = 39, "kms", Read, Key;
    /// Create a user or application.
    CreateUser = 50, "ram", Write, User;
    /// Change a user's name or particulars.
    UpdateUser = 51, "ram", Write, User;
    /// Remove a user with its AccessKeys.
    DeleteUser = 52, "ram", Write, User;
    /// List users.
    ListUsers = 53, "ram", Read, User;
    /// Create an AccessKey; its secret is shown once.
    CreateAccessKey = 54, "ram", Write, User;
    /// Switch an AccessKey on or off.
    UpdateAccessKey = 55, "ram", Write, User;
    /// Remove an AccessKey.
    DeleteAccessKey = 56, "ram", Write, User;
    /// List AccessKeys.
    ListAccessKeys = 57, "ram", Read, User;
    /// Change one's own password.
    ChangePassword = 58, "ram", Write, User;
    /// Read one user's facts.
    GetUser = 59, "ram", Read, User;
    /// Set or remove a user's console password.
    UpdateLoginProfile = 60, "ram", Write, User;
    /// Read the facts about one's own second factors.
    GetUserMFAInfo = 61, "ram", Read, User;
    /// Begin to set up one's own authenticator app; its secret is shown once.
    CreateVirtualMFADevice = 62, "ram", Write, User;
    /// Set up one's own second factor with a code of it; the first factor's recovery codes are shown once.
    BindMFADevice = 63, "ram", Write, User;
    /// Make new recovery codes of one's own; they are shown once.
    ResetRecoveryCodes = 64, "ram", Write, User;
    /// Remove one's own authenticator app.
    RemoveOwnMFADevice = 65, "ram", Write, User;
    /// Remove the second factors of another user.
    UnbindMFADevice = 66, "ram", Write, User;
    /// Begin to add a passkey of one's own.
    CreatePasskey = 67, "ram", Write, User;
    /// Add a passkey of one's own with what the device has made.
    BindPasskey = 68, "ram", Write, User;
    /// Remove a passkey of one's own.
    RemoveOwnPasskey = 69, "ram", Write, User;
    /// Call a passkey of one's own by another name.
    RenamePasskey = 48, "ram", Write, User;
    /// Create a group.
    CreateGroup = 100, "ram", Write, Group;
    /// Read one group's facts.
    GetGroup = 101, "ram", Read, Group;
    /// Change a group's name or comments.
    UpdateGroup = 102, "ram", Write, Group;
    /// Remove a group that has neither members nor policies.
    DeleteGroup = 103, "ram", Write, Group;
    /// List groups.
    ListGroups = 104, "ram", Read, Group;
    /// Make a user a member of a group.
    AddUserToGroup = 105, "ram", Write, Group;
    /// End a user's membership in a group.
    RemoveUserFromGroup = 106, "ram", Write, Group;
    /// List the groups of a user.
    ListGroupsForUser = 107, "ram", Read, User;
    /// List the members of a group.
    ListUsersForGroup = 108, "ram", Read, Group;
    /// Create a policy with its first version.
    CreatePolicy = 120, "ram", Write, Policy;
    /// Read a policy and its default version.
    GetPolicy = 121, "ram", Read, Policy;
    /// Remove a policy that nobody has.
    DeletePolicy = 122, "ram", Write, Policy;
    /// List policies.
    ListPolicies = 123, "ram", Read, Policy;
    /// Add a version to a policy.
    CreatePolicyVersion = 124, "ram", Write, Policy;
    /// Read one version of a policy.
    GetPolicyVersion = 125, "ram", Read, Policy;
    /// Remove a version that is not the default.
    DeletePolicyVersion = 126, "ram", Write, Policy;
    /// List the versions of a policy.
    ListPolicyVersions = 127, "ram", Read, Policy;
    /// Choose the version of a policy that holds.
    SetDefaultPolicyVersion = 128, "ram", Write, Policy;
    /// Change a policy's description.
    UpdatePolicyDescription = 129, "ram", Write, Policy;
    /// Give a user a policy.
    AttachPolicyToUser = 130, "ram", Write, User;
    /// Take a policy from a user.
    DetachPolicyFromUser = 131, "ram", Write, User;
    /// Give a group a policy.
    AttachPolicyToGroup = 132, "ram", Write, Group;
    /// Take a policy from a group.
    DetachPolicyFromGroup = 133, "ram", Write, Group;
    /// List the policies of a user.
    ListPoliciesForUser = 134, "ram", Read, User;
    /// List the policies of a group.
    ListPoliciesForGroup = 135, "ram", Read, Group;
    /// List who has a policy.
    ListEntitiesForPolicy = 136, "ram", Read, Policy;
    /// Explain why somebody may or may not do something.
    ExplainAccess = 137, "ram", Read, User;
    /// List the secrets a user may read, and why.
    ListReach = 138, "ram", Read, User;
    /// Tell when an AccessKey was last used.
    GetAccessKeyLastUsed = 139, "ram", Read, User;
    /// Create a role.
    CreateRole = 150, "ram", Write, Role;
    /// Read one role's facts.
    GetRole = 151, "ram", Read, Role;
    /// Change a role's description, trust policy or longest session.
    UpdateRole = 152, "ram", Write, Role;
    /// Remove a role that has no policies; its sessions end.
    DeleteRole = 153, "ram", Write, Role;
    /// List roles.
    ListRoles = 154, "ram", Read, Role;
    /// Give a role a policy.
    AttachPolicyToRole = 155, "ram", Write, Role;
    /// Take a policy from a role.
    DetachPolicyFromRole = 156, "ram", Write, Role;
    /// List the policies of a role.
    ListPoliciesForRole = 157, "ram", Read, Role;
    /// Get temporary credentials of a role.
    AssumeRole = 160, "sts", Write, Role;
    /// Tell who one is.
    GetCallerIdentity = 161, "sts", Read, System;
    /// Replace the policy of a secret.
    SetSecretPolicy = 16, "kms", Write, Secret;
    /// Read the policy of a secret.
    GetSecretPolicy = 17, "kms", Read, Secret;
    /// List who may read a secret, and why.
    ListSecretReaders = 18, "kms", Read, Secret;
    /// Search the audit trail.
    LookupEvents = 70, "actiontrail", Read, Trail;
    /// Recompute the hash chains of the audit trail.
    VerifyTrail = 71, "actiontrail", Read, Trail;
    /// Take events out of the trail as a file.
    ExportEvents = 72, "actiontrail", Read, Trail;
    /// Sign in to the console.
    ConsoleSignin = 80, "strongroom", Write, System;
    /// Sign out of the console.
    ConsoleSignout = 81, "strongroom", Write, System;
    /// Read this installation's state.
    DescribeSystem = 82, "strongroom", Read, System;
    /// First start: the installation was made.
    Initialize = 83, "strongroom", Write, System;
    /// The server opened its keyring.
    Unseal = 84, "strongroom", Write, System;
    /// A request whose signature, key or nonce was refused.
    Authenticate = 85, "strongroom", Read, System;
    /// Second step of signing in to the console: a code or a passkey.
    VerifyMFA = 86, "strongroom", Write, System;
    /// End console sessions of one's own.
    EndSession = 87, "strongroom", Write, System;
    /// Sign in to the console through an identity provider.
    ConsoleSigninSSO = 95, "strongroom", Write, System;
    /// Confirm in an open console session who one is.
    StepUp = 96, "strongroom", Write, System;
}

impl Action {
    /// The name policies use, such as `kms:GetSecretValue`.
    pub fn full_name(self) -> String {
        format!("{}:{}", self.service(), self.name())
    }

    /// The action of a name without its service, if there is one.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|a| a.name() == name)
    }

    /// The action of a number in an encoded event, if known.
    pub fn from_code(code: u16) -> Option<Self> {
        Self::ALL.iter().copied().find(|a| a.code() == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn codes_and_names_are_unique() {
        let codes: HashSet<_> = Action::ALL.iter().map(|a| a.code()).collect();
        let names: HashSet<_> = Action::ALL.iter().map(|a| a.name()).collect();
        assert_eq!((codes.len(), names.len()), (Action::ALL.len(), Action::ALL.len()));
        for &action in Action::ALL {
            assert_eq!(Action::from_code(action.code()), Some(action));
            assert_eq!(Action::from_name(action.name()), Some(action));
        }
    }
}
