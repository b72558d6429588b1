//! What lists can be narrowed by and sorted with. The same types fill a URL's query, a server function and a store's query.

use crate::{Action, Timestamp};
use serde::{Deserialize, Serialize};

/// Whether a secret is live or waits for its deletion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SecretState {
    /// Can be read and changed.
    Active,
    /// In its recovery window.
    Deleting,
}

/// Order of a list of secrets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum SecretSort {
    /// By name, A first.
    #[default]
    Name,
    /// By name, Z first.
    NameDown,
    /// By the last change, newest first.
    Updated,
    /// By the last change, oldest first.
    UpdatedUp,
    /// By creation, newest first (the vendor's order).
    Created,
    /// By creation, oldest first.
    CreatedUp,
}

/// Narrows a list of secrets. Values of one field are OR-ed, fields are AND-ed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SecretFilter {
    /// Found anywhere in name, description, tag keys or tag values, without regard to case; several words must all occur.
    pub text: String,
    /// Substrings of the name.
    pub names: Vec<String>,
    /// Substrings of the description.
    pub descriptions: Vec<String>,
    /// Exact tag keys.
    pub tag_keys: Vec<String>,
    /// Exact tag values.
    pub tag_values: Vec<String>,
    /// Exact creators (user names).
    pub creators: Vec<String>,
    /// Only live ones, or only those in their recovery window; both when absent.
    pub state: Option<SecretState>,
    /// Ids of the customer master keys used (a secret's choice; empty matches all).
    pub keys: Vec<crate::CmkId>,
}

/// How many match.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Total {
    /// Exactly so many.
    Exactly(u64),
    /// More than so many; counting on would take too long.
    Over(u64),
}

impl Total {
    /// How many were counted.
    pub fn counted(self) -> u64 {
        match self {
            Self::Exactly(count) | Self::Over(count) => count,
        }
    }
}

/// A span of time; from inclusive, to exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    /// First moment.
    pub from: Timestamp,
    /// First moment after.
    pub to: Timestamp,
}

/// A field of an event that can be searched exactly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum EventField {
    /// Name of the principal.
    Actor,
    /// Name of the operation.
    Action,
    /// Name of the secret, key or user it was done to.
    Resource,
    /// `ok`, or the error's code.
    Result,
    /// `console`, `api`, …
    Surface,
    /// AccessKey that signed.
    AccessKey,
    /// Client address.
    Address,
}

impl EventField {
    /// Every field.
    pub const ALL: [Self; 7] =
        [Self::Actor, Self::Action, Self::Resource, Self::Result, Self::Surface, Self::AccessKey, Self::Address];

    /// Stable number in the index.
    pub fn code(self) -> u8 {
        match self {
            Self::Actor => 1,
            Self::Action => 2,
            Self::Resource => 3,
            Self::Result => 4,
            Self::Surface => 5,
            Self::AccessKey => 6,
            Self::Address => 7,
        }
    }
}

/// Narrows the audit trail. Values of one field are OR-ed, fields are AND-ed; an empty filter matches everything.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct EventFilter {
    /// Field and value, exact.
    pub terms: Vec<(EventField, String)>,
    /// Only reads or only writes.
    pub write: Option<bool>,
}

impl EventFilter {
    /// The values to match in one field.
    pub fn values(&self, field: EventField) -> impl Iterator<Item = &str> {
        self.terms.iter().filter(move |(f, _)| *f == field).map(|(_, v)| v.as_str())
    }

    /// Whether an action's mode matches.
    pub fn matches_mode(&self, action: Action) -> bool {
        self.write.is_none_or(|write| write == (action.mode() == crate::Mode::Write))
    }
}
