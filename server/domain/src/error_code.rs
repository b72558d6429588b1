//! The stable words for how operations fail, in events, logs and pages.

use serde::{Deserialize, Serialize};

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident;)*) => {
        /// Kind of a failure. The audit trail stores the names: they never change.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum ErrorCode { $($(#[$doc])* $name,)* }

        impl ErrorCode {
            /// Every code.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// Its name.
            pub fn name(self) -> &'static str {
                match self { $(Self::$name => stringify!($name),)* }
            }
        }
    };
}

codes! {
    /// A field or a document breaks a rule.
    Invalid;
    /// Not allowed.
    Denied;
    /// No such thing.
    NotFound;
    /// A thing of this name exists.
    Exists;
    /// The secret is scheduled for deletion.
    Deleting;
    /// The version id is used for another value.
    VersionTaken;
    /// Someone else changed it.
    Conflict;
    /// A limit is reached.
    Limit;
    /// The key is disabled.
    KeyDisabled;
    /// The key is scheduled for deletion.
    KeyDeleting;
    /// The key is in a state that does not allow it.
    KeyState;
    /// It is in use.
    InUse;
    /// The caller is not who it claims to be.
    Unauthenticated;
    /// A fresh proof of identity is missing.
    StepUp;
    /// The request was sent before.
    NonceUsed;
    /// Too many attempts.
    Throttled;
    /// Others change the same thing all the time.
    Busy;
    /// The server is sealed.
    Sealed;
    /// The store is unavailable.
    Unavailable;
    /// It is not known whether the change was kept.
    OutcomeUnknown;
    /// A defect.
    Internal;
}

impl ErrorCode {
    /// The code of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.name() == name)
    }
}
