//! How a credential is replaced, and what its readers notice.

use super::TargetKind;
use serde::{Deserialize, Serialize};

/// How a rotation replaces a credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Strategy {
    /// One account gets a new password.
    OneAccount,
    /// Two accounts with the same rights take turns: the one that nobody reads now gets a new password and is read from then on.
    TwoAccounts,
    /// One account has two passwords for a while (MySQL from 8.0.14, Redis from 6).
    TwoPasswords,
    /// A second SSH key is added to the account, the first one removed later.
    KeyPair,
    /// The target makes a second access key; the first one is disabled and deleted later.
    SecondKey,
    /// A function of the target's owner does it, in four steps.
    Function,
    /// A new value is generated and stored; no target is told.
    Generated,
}

impl Strategy {
    /// Every strategy.
    pub const ALL: [Self; 7] = [
        Self::OneAccount,
        Self::TwoAccounts,
        Self::TwoPasswords,
        Self::KeyPair,
        Self::SecondKey,
        Self::Function,
        Self::Generated,
    ];

    /// Stable number, for the store.
    pub fn code(self) -> u8 {
        match self {
            Self::OneAccount => 1,
            Self::TwoAccounts => 2,
            Self::TwoPasswords => 3,
            Self::KeyPair => 4,
            Self::SecondKey => 5,
            Self::Function => 6,
            Self::Generated => 7,
        }
    }

    /// The strategy of a number.
    pub fn from_code(code: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|strategy| strategy.code() == code)
    }

    /// Its word in the HTTP API.
    pub fn word(self) -> &'static str {
        match self {
            Self::OneAccount => "one-account",
            Self::TwoAccounts => "two-accounts",
            Self::TwoPasswords => "two-passwords",
            Self::KeyPair => "key-pair",
            Self::SecondKey => "second-key",
            Self::Function => "function",
            Self::Generated => "generated",
        }
    }

    /// The strategy of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|strategy| strategy.word() == word)
    }

    /// What readers notice.
    pub fn guarantee(self) -> Guarantee {
        match self {
            Self::TwoAccounts | Self::TwoPasswords | Self::KeyPair | Self::SecondKey => Guarantee::NoGap,
            Self::OneAccount => Guarantee::ShortGap,
            // Its author decides what a function does. A person enters a generated value in the system that checks it.
            Self::Function | Self::Generated => Guarantee::BreaksOldAtOnce,
        }
    }

    /// Whether a kind of target offers it.
    pub fn is_offered_by(self, kind: TargetKind) -> bool {
        use TargetKind::{Function, Mariadb, Mysql, Postgresql, Ram, Redis, Ssh};
        match self {
            Self::OneAccount => matches!(kind, Postgresql | Mariadb | Mysql | Ssh),
            Self::TwoAccounts => matches!(kind, Postgresql | Mariadb | Mysql),
            Self::TwoPasswords => matches!(kind, Mysql | Redis),
            Self::KeyPair => kind == Ssh,
            Self::SecondKey => kind == Ram,
            Self::Function => kind == Function,
            Self::Generated => false,
        }
    }
}

/// What the readers of a credential notice of its rotation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Guarantee {
    /// Old and new credential work at once until the old one is revoked: whoever has read either can log in.
    NoGap,
    /// For a moment (usually milliseconds) the target has the new password and readers are given the old one.
    ShortGap,
    /// The old credential may stop working before its readers read again.
    BreaksOldAtOnce,
}

impl Guarantee {
    /// Whether both credentials work at once, as a gradual rollout and waiting for readers need.
    pub fn both_work(self) -> bool {
        self == Self::NoGap
    }
}
