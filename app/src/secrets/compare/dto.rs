//! Two versions side by side.

use crate::secrets::dto::Version;
use serde::{Deserialize, Serialize};
use strongroom_ui::Tone;

/// How a key of two versions relates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Diff {
    /// Equal values.
    Same,
    /// Different values.
    Changed,
    /// Only in the newer.
    Added,
    /// Only in the older.
    Removed,
}

impl Diff {
    /// The word, always beside the colour.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Changed => "changed",
            Self::Added => "added",
            Self::Removed => "removed",
        }
    }

    /// Its fixed colour.
    pub const fn tone(self) -> Tone {
        match self {
            Self::Same => Tone::Neutral,
            Self::Changed => Tone::Amber,
            Self::Added => Tone::Accent,
            Self::Removed => Tone::Red,
        }
    }
}

/// Two versions side by side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comparison {
    /// All versions, newest first.
    pub versions: Vec<Version>,
    /// For changes that must not overwrite another's.
    pub revision: u64,
    /// What differs; absent when there is only one version.
    pub pair: Option<VersionPair>,
}

/// What differs between two versions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionPair {
    /// The older one.
    pub older: Version,
    /// The newer one.
    pub newer: Version,
    /// Each key of either; one unnamed when a value is no JSON object.
    pub keys: Vec<(String, Diff)>,
}
