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
    /// The audit trail.
    Trail,
    /// This installation.
    System,
}

impl ResourceKind {
    /// Stable number in encoded events.
    pub fn code(self) -> u8 {
        match self {
            Self::Secret => 1,
            Self::Key => 2,
            Self::User => 3,
            Self::Trail => 4,
            Self::System => 5,
        }
    }

    /// The kind of a number, if known.
    pub fn from_code(code: u8) -> Option<Self> {
        [Self::Secret, Self::Key, Self::User, Self::Trail, Self::System].into_iter().find(|k| k.code() == code)
    }

    /// The vendor's type name, as ActionTrail writes it.
    pub fn type_name(self) -> &'static str {
        match self {
            Self::Secret => "ACS::KMS::Secret",
            Self::Key => "ACS::KMS::Key",
            Self::User => "ACS::RAM::User",
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

            /// The service it belongs to: `kms`, `ram`, `actiontrail` or `strongroom`.
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
    /// Create a user or application.
    CreateUser = 50, "ram", Write, User;
    /// Change a user's role.
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
