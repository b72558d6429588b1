//! Two versions side by side.

use crate::secrets::dto::Version;
use serde::{Deserialize, Serialize};
use strongroom_domain::{Action, visible};
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

    /// Its colour.
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
    /// The secret's revision, to detect concurrent changes.
    pub revision: u64,
    /// The differences; `None` if there is only one version.
    pub pair: Option<VersionPair>,
    /// What the signed-in user may do to the secret.
    pub may: Vec<Action>,
}

/// What differs between two versions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionPair {
    /// The older one.
    pub older: Version,
    /// The newer one.
    pub newer: Version,
    /// The keys of both.
    pub keys: Vec<ComparedLine>,
    /// Whether type and value are the same byte for byte.
    pub identical: bool,
}

/// A key of either of two versions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComparedLine {
    /// Its name; `None` for the whole value, where it is not a JSON object.
    pub name: Option<String>,
    /// How its values relate.
    pub diff: Diff,
    /// Whether one of the versions has more than one key of this name.
    pub duplicated: bool,
}

impl ComparedLine {
    /// The name as pages show it.
    pub fn shown(&self) -> String {
        self.name.as_deref().map_or_else(|| "whole value".to_owned(), |name| visible(name).into_owned())
    }
}
