//! What travels between the secret pages and the server. Times are milliseconds since 1970.

use serde::{Deserialize, Serialize};
use strongroom_domain::{Stage, Total};
use strongroom_ui::{Tone, grouped};

/// One row of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecretLine {
    /// Name.
    pub name: String,
    /// Free text.
    pub description: String,
    /// Tags, by key.
    pub tags: Vec<(String, String)>,
    /// Number of the newest version.
    pub newest: u64,
    /// Last change.
    pub updated: i64,
    /// End of the recovery window, while it is being deleted.
    pub delete_at: Option<i64>,
}

/// A page of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecretsPage {
    /// Rows.
    pub rows: Vec<SecretLine>,
    /// All that match.
    pub total: Total,
    /// Cursor of the next page.
    pub next: Option<String>,
    /// Cursor of the page before.
    pub previous: Option<String>,
    /// When nothing matches: how many would without each filter, in the order of `ListQuery::filters`.
    pub without: Vec<Total>,
    /// The server's time, for "in 12 days".
    pub now: i64,
}

/// How many there are, to be read: `1,284`, or `2,000+` when that is only how far was counted.
pub fn read_total(total: Total) -> String {
    match total {
        Total::Exactly(count) => grouped(count),
        Total::Over(count) => format!("{}+", grouped(count)),
    }
}

/// What is done to the ticked rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum BulkChange {
    /// Add a tag, or give it another value.
    Tag {
        /// Key.
        key: String,
        /// Value; may be empty.
        value: String,
    },
    /// Remove a tag.
    Untag {
        /// Key.
        key: String,
    },
    /// Delete after so many days.
    Delete {
        /// Recovery window, 7 to 30 days.
        days: u32,
    },
    /// Take back the deletion.
    Restore,
}

/// What became of one ticked row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BulkResult {
    /// Which.
    pub name: String,
    /// Why it failed; absent when it was done.
    pub error: Option<String>,
}

/// Who can read a secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessState {
    /// The secret.
    pub facts: Facts,
    /// The first who can read it.
    pub readers: Vec<ReaderLine>,
    /// The user after whom to look further; none at the end.
    pub next: Option<String>,
    /// The secret's own policy, JSON.
    pub policy: Option<String>,
    /// The secret's revision, to notice that somebody else was faster.
    pub revision: u64,
    /// Account id, for the ARNs of principals.
    pub account: String,
    /// Whether the policy may be changed.
    pub editable: bool,
}

/// Somebody who can read a secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReaderLine {
    /// Name of the user or role.
    pub user: String,
    /// Whether it is a person with a console password.
    pub person: bool,
    /// Whether it is a role: whoever assumes it can read.
    pub role: bool,
    /// The policies that let it in.
    pub through: Vec<String>,
    /// Whether the secret's own policy is among them.
    pub own: bool,
    /// When it last read a value, in milliseconds since 1970.
    pub last_read: Option<i64>,
}

/// Everything about a secret but its value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// Name.
    pub name: String,
    /// ARN.
    pub arn: String,
    /// Free text.
    pub description: String,
    /// Customer master key of new versions.
    pub key: String,
    /// Whether that key was chosen; else it is the default one.
    pub own_key: bool,
    /// Tags, by key.
    pub tags: Vec<(String, String)>,
    /// Who made it.
    pub creator: String,
    /// When it was made.
    pub created: i64,
    /// Last change.
    pub updated: i64,
    /// End of the recovery window, while it is being deleted.
    pub delete_at: Option<i64>,
    /// How many versions are kept.
    pub versions: u64,
    /// Number of the current version.
    pub current: Option<u64>,
    /// For changes that must not overwrite another's.
    pub revision: u64,
}

/// The shape of a value: names of its keys, no values.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shape {
    /// Names of the keys; one unnamed for a value that is no JSON object.
    pub keys: Vec<String>,
    /// Whether the value is a JSON object.
    pub object: bool,
    /// Its length, in bytes.
    pub bytes: u32,
}

/// One version, without its value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    /// Id.
    pub id: String,
    /// Number in the secret.
    pub number: u64,
    /// Stands for bytes, in Base64.
    pub binary: bool,
    /// Labels, the service's first.
    pub labels: Vec<String>,
    /// Who put it.
    pub creator: String,
    /// When.
    pub created: i64,
    /// Customer master key it is sealed with, and that key's version.
    pub key: (String, u32),
}

impl Version {
    /// Whether applications that name no version read this one.
    pub fn is_current(&self) -> bool {
        self.has(Stage::CURRENT)
    }

    /// Whether it carries a label.
    pub fn has(&self, label: &str) -> bool {
        self.labels.iter().any(|own| own == label)
    }
}

/// What the overview shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overview {
    /// Facts.
    pub facts: Facts,
    /// Shape of the current value; absent when its key is disabled or the secret is being deleted.
    pub shape: Option<Shape>,
    /// Versions, newest first.
    pub versions: Vec<Version>,
    /// How applications reach it.
    pub access: Access,
}

/// How applications reach a secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Access {
    /// Address of the API, `https://host:port`.
    pub address: String,
    /// Path of the file with the API's CA certificate.
    pub ca_file: String,
    /// Region.
    pub region: String,
    /// The secret.
    pub name: String,
}

/// The versions page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Versions {
    /// Facts.
    pub facts: Facts,
    /// Versions, newest first.
    pub versions: Vec<Version>,
}

/// What an edit starts from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditBase {
    /// Facts, with the revision seen.
    pub facts: Facts,
    /// Shape of the version the edit starts from.
    pub shape: Shape,
    /// That version: the current one.
    pub version: Version,
    /// Whether the person may read the value, which changing single keys of it needs.
    pub reads: bool,
}

impl EditBase {
    /// Whether single keys can be changed.
    pub fn patches(&self) -> bool {
        self.shape.object && self.reads
    }
}

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
    pub pair: Option<Pair>,
}

/// What differs between two versions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pair {
    /// The older one.
    pub older: Version,
    /// The newer one.
    pub newer: Version,
    /// Each key of either; one unnamed when a value is no JSON object.
    pub keys: Vec<(String, Diff)>,
}

/// A key a new secret can be sealed with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyChoice {
    /// Id.
    pub id: String,
    /// Free text.
    pub description: String,
    /// The account's default key.
    pub default: bool,
    /// Why it cannot be used now.
    pub disabled: bool,
}

/// A value in plain text. No `Debug`: it must not end in a log.
#[derive(Clone, Serialize, Deserialize)]
pub struct Revealed {
    /// Number of the version it is of.
    pub number: u64,
    /// The whole value; Base64 when it stands for bytes.
    pub text: String,
    /// The texts of its keys, in order, when it is a JSON object.
    pub keys: Vec<(String, String)>,
}

impl Revealed {
    /// The text of one key; the whole value for the unnamed key.
    pub fn key(&self, key: &str) -> Option<&str> {
        if key.is_empty() {
            return Some(&self.text);
        }
        self.keys.iter().find(|(name, _)| name == key).map(|(_, text)| text.as_str())
    }
}

/// The colour of a label.
pub fn label_tone(label: &str) -> Tone {
    match label {
        Stage::CURRENT => Tone::Accent,
        Stage::PENDING => Tone::Amber,
        label if label.starts_with("ACS") => Tone::Neutral,
        _ => Tone::Violet,
    }
}
