//! What is decided by an action alone.

use super::ResourceKind;
use serde::{Deserialize, Serialize};

/// One row of the table of actions. It has no defaults: an action for which one of these is not decided does not compile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ActionRow {
    /// The operation's name, such as `GetSecretValue`.
    pub name: &'static str,
    /// The service it belongs to.
    pub service: Service,
    /// Whether it changes anything.
    pub mode: Mode,
    /// Kind of the thing it is done to.
    pub resource: ResourceKind,
    /// What policies are evaluated for.
    pub checked_on: CheckedOn,
    /// Who may do it although no policy allows it.
    pub without_policy: WithoutPolicy,
    /// Whether the response contains the value of a secret or a credential.
    pub shows: Shows,
    /// What a customer master key must also allow, if one encrypts the secret.
    pub key_permission: Option<KeyPermission>,
    /// What the console offers it on, if anything.
    pub offered_on: OfferedOn,
    /// How fresh a proof of identity must be.
    pub proof: FreshProof,
}

/// Services, as the vendor cuts them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Service {
    /// Secrets and keys.
    Kms,
    /// Users, groups, roles and policies.
    Ram,
    /// Temporary credentials.
    Sts,
    /// The audit trail.
    ActionTrail,
    /// The installation and its console.
    Strongroom,
}

impl Service {
    /// How policies spell it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Kms => "kms",
            Self::Ram => "ram",
            Self::Sts => "sts",
            Self::ActionTrail => "actiontrail",
            Self::Strongroom => "strongroom",
        }
    }
}

/// Whether an action changes anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Mode {
    /// Reads only.
    Read,
    /// Changes state.
    Write,
}

/// What policies are evaluated for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckedOn {
    /// The thing the request names.
    Thing,
    /// Where such things are kept: the vendor checks creating and listing there.
    Container,
}

/// Who may do something although no policy allows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WithoutPolicy {
    /// Nobody.
    Nobody,
    /// Anybody, also without being signed in.
    Anybody,
    /// A user: it concerns only the user itself.
    Oneself,
    /// A user or a session of a role.
    Caller,
    /// The server itself. Others need a policy.
    Server,
    /// No operation runs it: the server only records it.
    Recorded,
}

/// What a response contains.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shows {
    /// Facts.
    Facts,
    /// The value of a secret, or a credential.
    Value,
}

/// What the console offers an action on. Every call is decided again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OfferedOn {
    /// The page of a secret or key, to callers allowed to do it to this one.
    ThisThing,
    /// Every page it belongs to, to callers allowed to do it to anything.
    AnyThing,
    /// Nothing: the API has it, or the server does it.
    Nowhere,
}

/// What a customer's key can allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyPermission {
    /// Reading what is encrypted with the key.
    Decrypt,
    /// Encrypting with the key.
    GenerateDataKey,
}

impl KeyPermission {
    /// The name policies use.
    pub fn full_name(self) -> &'static str {
        match self {
            Self::Decrypt => "kms:Decrypt",
            Self::GenerateDataKey => "kms:GenerateDataKey",
        }
    }
}

/// How recently the identity of a person must have been verified. On the API the signature of each request verifies it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FreshProof {
    /// [`FreshProof::MINUTES`] at the console for every write and every value shown; none for other reads.
    Usual,
    /// Another limit at the console.
    Console {
        /// Longest age of the proof.
        minutes: u32,
        /// Why.
        because: &'static str,
    },
    /// A limit on every surface, the API included: an AccessKey is not a person.
    Everywhere {
        /// Longest age of the proof.
        minutes: u32,
        /// Why.
        because: &'static str,
    },
    /// None, although it writes or shows something.
    Never {
        /// Why.
        because: &'static str,
    },
}

impl FreshProof {
    /// The usual limit.
    pub const MINUTES: u32 = 15;
}

impl ActionRow {
    fn required_by_default(&self) -> bool {
        self.mode == Mode::Write || self.shows == Shows::Value
    }

    /// How old a proof may be at the console, in minutes; `None` when none is required.
    pub fn console_proof_minutes(&self) -> Option<u32> {
        match self.proof {
            FreshProof::Usual if self.required_by_default() => Some(FreshProof::MINUTES),
            FreshProof::Usual | FreshProof::Never { .. } => None,
            FreshProof::Console { minutes, .. } | FreshProof::Everywhere { minutes, .. } => Some(minutes),
        }
    }

    /// The same on other surfaces.
    pub fn api_proof_minutes(&self) -> Option<u32> {
        match self.proof {
            FreshProof::Everywhere { minutes, .. } => Some(minutes),
            FreshProof::Usual | FreshProof::Console { .. } | FreshProof::Never { .. } => None,
        }
    }
}
