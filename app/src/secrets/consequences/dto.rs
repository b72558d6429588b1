//! What follows if applications read another version.

use serde::{Deserialize, Serialize};

/// The differences of two versions and the readers, each `None` if the user may not see it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionConsequences {
    /// What differs.
    pub changes: Option<KeyChanges>,
    /// Who can read the secret: the first of them by name.
    pub readers: Option<Readers>,
}

/// Names of keys as pages show them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyChanges {
    /// Other values.
    pub changed: Vec<String>,
    /// Only in the version that is read afterwards.
    pub added: Vec<String>,
    /// Only in the version that is read now.
    pub removed: Vec<String>,
    /// How many keys have the same value.
    pub same: u64,
    /// Whether both values are the same byte for byte.
    pub identical: bool,
}

/// Who can read a secret.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Readers {
    /// The first ones, each with the time of its last read.
    pub first: Vec<(String, Option<i64>)>,
    /// Whether there are more.
    pub more: bool,
}
