//! What is known about one rotation while it runs, as data.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Defines an enum with a stable number for the store, and a word for events and APIs.
macro_rules! coded {
    ($(#[$doc:meta])* $name:ident { $($(#[$each:meta])* $variant:ident = $code:literal, $word:literal;)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum $name { $($(#[$each])* $variant,)+ }

        impl $name {
            /// Every one.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// Stable number, for the store.
            pub fn code(self) -> u8 {
                match self { $(Self::$variant => $code,)+ }
            }

            /// The one of a number.
            pub fn from_code(code: u8) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.code() == code)
            }

            /// A word for events and APIs. It never changes.
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }

            /// The one of a word.
            pub fn from_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.word() == word)
            }
        }
    };
}

pub(crate) use coded;

coded! {
    /// How far a rotation is known to have come.
    RunProgress {
        /// It has no credential to come yet.
        Scheduled = 1, "scheduled";
        /// The credential to come is stored as pending, and the target has not been told.
        Intent = 2, "intent";
        /// The target may have been told.
        Uncertain = 3, "uncertain";
        /// The target says that it has the pending credential.
        Applied = 4, "applied";
        /// A fresh log-in with the pending credential succeeded.
        Verified = 5, "verified";
        /// Readers are given the new credential; the old one may still work.
        Promoted = 6, "promoted";
        /// It is going back, and whether the target has the old credential is not known.
        Undoing = 7, "undoing";
        /// It is going back, and the target does not have the old credential.
        Restoring = 8, "restoring";
        /// It is going back, and a fresh log-in with the old credential succeeded. The other one may still work.
        Restored = 9, "restored";
        /// Part of the readers are given the new credential, the others the old one.
        Offered = 10, "offered";
        /// The readers that are left are to be given the new credential.
        Accepted = 11, "accepted";
    }
}

coded! {
    /// Whether a rotation goes on.
    RunPhase {
        /// Its next step is due, or under way.
        Active = 1, "active";
        /// It waits, and then tries again.
        RetryWait = 2, "retry-wait";
        /// It does not go on without a person.
        NeedsAPerson = 3, "needs-a-person";
        /// Readers have the new credential, and the old one is proven dead.
        Done = 4, "done";
        /// Readers have the old credential, and the other one is proven dead.
        RolledBack = 5, "rolled-back";
        /// A later rotation took over, whose change makes the old credential worthless.
        Superseded = 6, "superseded";
        /// A person ended it as it was, whatever the target has.
        GivenUp = 7, "given-up";
    }
}

coded! {
    /// Something that is done next. Those at the target may be repeated after any failure.
    RunStep {
        /// Make a credential to come.
        Draw = 1, "draw";
        /// Give the target the pending credential.
        Apply = 2, "apply";
        /// Ask the target which credentials it accepts.
        Probe = 3, "probe";
        /// Log in with the pending credential.
        Verify = 4, "verify";
        /// Give readers the new credential.
        Promote = 5, "promote";
        /// Make the old credential worthless and prove it.
        Revoke = 6, "revoke";
        /// Log in with the old credential.
        CheckOld = 7, "check-old";
        /// Give the target the old credential again.
        Restore = 8, "restore";
        /// Make the credential that was to come worthless and prove it.
        Discard = 9, "discard";
        /// Give part of the readers the new credential.
        Offer = 10, "offer";
        /// Log in with the credential that part of the readers have.
        Watch = 11, "watch";
    }
}

coded! {
    /// Why a rotation waits, or needs a person.
    RunCause {
        /// No connection to the target.
        Unreachable = 1, "unreachable";
        /// The connection ended after a change was sent.
        Uncertain = 2, "uncertain";
        /// The target's certificate or host key is not trusted.
        NotTrusted = 3, "not-trusted";
        /// The target refuses the managing account.
        ManagerRefused = 4, "manager-refused";
        /// The managing account lacks rights.
        NoRights = 5, "no-rights";
        /// The account does not exist at the target.
        NoAccount = 6, "no-account";
        /// The target refused as many new credentials as are tried.
        CandidateRefused = 7, "candidate-refused";
        /// The target takes no changes.
        ReadOnly = 8, "read-only";
        /// The target accepts no further connections.
        Busy = 9, "busy";
        /// The target answers what it should not.
        Unexpected = 10, "unexpected";
        /// The target cannot do what the strategy needs.
        Unsupported = 11, "unsupported";
        /// The target says again and again that it has the new credential, and refuses it.
        Contradiction = 12, "contradiction";
        /// Neither the old nor the new credential works, and there is no managing account.
        LockedOut = 13, "locked-out";
        /// The stored value is no credential of the secret's kind, or not what a new one can be generated from.
        NoCredential = 14, "no-credential";
        /// The encryption key of the secret or of the target may not be used.
        KeyUnusable = 15, "key-unusable";
        /// The target still accepts the credential that was to become worthless.
        StillWorks = 16, "still-works";
        /// The target refuses the credential that readers are served.
        AccountRefused = 17, "account-refused";
        /// The target does not speak TLS at this port, which its settings require.
        NoTls = 20, "no-tls";
        /// The account has as many keys as it may have, and they are not this rotation's.
        NoFreeSlot = 21, "no-free-slot";
    }
}

impl RunCause {
    /// What a person can do about it, in the words of console and command line.
    pub fn advice(self) -> &'static str {
        match self {
            Self::Unreachable | Self::Busy | Self::Uncertain => "Strongroom keeps trying.",
            Self::NotTrusted => {
                "Compare the certificate or host key with the target's, correct the target here or the server itself, then resume."
            }
            Self::NoTls => "Check the target's port, or turn TLS on at the server, then resume.",
            Self::ManagerRefused => "Edit the target and enter the managing account's credential, then resume.",
            Self::NoRights => {
                "Grant the managing account the rights it lacks, then resume. Test the target to list them."
            }
            Self::NoAccount => "Create the account at the target, then resume.",
            Self::CandidateRefused => "Check the target's password rules, then resume.",
            Self::ReadOnly => "Let the target's address point to the primary server, then resume.",
            Self::Unexpected | Self::Contradiction => "Check the target and its log, then resume.",
            Self::Unsupported => "Roll back, and choose another strategy or another target for the secret.",
            Self::LockedOut | Self::AccountRefused => {
                "Give the target a managing account, or make the target accept the stored credential, then resume."
            }
            Self::NoCredential => {
                "The stored value is not a credential, or lacks the key that gets a generated password. Roll back, and correct the value or the plan."
            }
            Self::KeyUnusable => "Enable the encryption key of the secret and of the target, then resume.",
            Self::NoFreeSlot => {
                "Find out what uses the key that is not stored here and delete it at the target, then resume."
            }
            Self::StillWorks => {
                "Check whether the target asks for passwords at all from Strongroom's address, then resume."
            }
        }
    }
}

coded! {
    /// Why a rotation began.
    RunTrigger {
        /// It was due.
        Schedule = 1, "schedule";
        /// A caller wanted it.
        Caller = 2, "caller";
        /// A caller said that the credential leaked: the old one is revoked without a grace period.
        Leak = 3, "leak";
    }
}

/// Which rotations of a list, by their state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum RunFilter {
    /// All.
    #[default]
    All,
    /// Those that have not ended.
    Open,
    /// Those that do not go on without a person.
    NeedsAPerson,
    /// Those that have ended.
    Ended,
}

/// English for logs and events.
impl fmt::Display for RunCause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unreachable => "the target cannot be reached",
            Self::Uncertain => "the target did not say whether the change happened",
            Self::NotTrusted => "the target's certificate or host key is not trusted",
            Self::NoTls => "the target does not speak TLS at this port",
            Self::ManagerRefused => "the target refuses the managing account",
            Self::NoRights => "the managing account lacks rights",
            Self::NoAccount => "the account does not exist at the target",
            Self::CandidateRefused => "the target refused every new credential",
            Self::ReadOnly => "the target is read-only",
            Self::Busy => "the target accepts no further connections",
            Self::Unexpected => "the target answers something unexpected",
            Self::Unsupported => "the target cannot do what the strategy needs",
            Self::Contradiction => "the target says that it has the new credential, and refuses it",
            Self::LockedOut => "neither the old nor the new credential works, and there is no managing account",
            Self::NoCredential => {
                "the stored value is not a credential of the secret's kind, or lacks the key to replace"
            }
            Self::KeyUnusable => "the encryption key may not be used",
            Self::AccountRefused => "the target refuses the credential that readers are served",
            Self::NoFreeSlot => "the account has two keys already",
            Self::StillWorks => "the target still accepts the old credential",
        })
    }
}

/// Which credentials the target accepts, as far as it was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProbeFact {
    /// The one to come.
    pub pending: bool,
    /// The one in use.
    pub current: Option<bool>,
    /// The managing one.
    pub manager: Option<bool>,
}

/// What a step found, or a person wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunFact {
    /// There is a credential to come, stored as pending, or the target will make one.
    Drawn,
    /// The target says that it has the credential it was given, or has made one.
    Set,
    /// The target accepted or refused a log-in.
    LogIn(bool),
    /// The target was asked which credentials it accepts.
    Probed(ProbeFact),
    /// Part of the readers are given it.
    Offered,
    /// The time in which only part of the readers are given it has ended.
    Accept,
    /// The labels moved.
    Promoted,
    /// A value was generated and given to all readers; there is no target.
    Generated,
    /// The credential that is no longer served is proven dead.
    Revoked,
    /// The step could not be done.
    Failed(RunCause),
    /// A later rotation is about to make the old credential worthless.
    Superseded,
    /// A person has seen to the cause, or does not want to wait.
    Resume,
    /// A person wants the old credential back.
    RollBack,
    /// A person ends it as it is, whatever the target has.
    GiveUp,
}

/// One rotation as the machine knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct RunState {
    /// Whether it goes on.
    pub phase: RunPhase,
    /// How far it has come.
    pub progress: RunProgress,
    /// The step that was begun and has not been reported.
    pub begun: Option<RunStep>,
    /// Why it waits, needs a person, or was last delayed.
    pub cause: Option<RunCause>,
    /// Number of the credential to come: 1, or more after a refusal.
    pub candidate: u8,
    /// Failures in a row for the same cause.
    pub attempts: u8,
    /// How often the target refused what it said it had.
    pub setbacks: u8,
    /// Whether the target may have been told of any credential to come.
    pub told: bool,
    /// A person asked for the old credential back while a step was under way: what the step found decides what there is to take back.
    pub back_asked: bool,
}
