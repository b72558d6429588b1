//! Types that a secret's pages and the server share. Times are milliseconds since 1970.

use serde::{Deserialize, Serialize};
use strongroom_domain::{Action, SecretKind, Stage, json_text::JsonKind};
use strongroom_ui::Tone;

/// A secret's metadata, without its value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecretDetails {
    /// Id, which another secret of this name does not have.
    pub id: String,
    /// Name.
    pub name: String,
    /// Kind.
    pub kind: SecretKind,
    /// ARN.
    pub arn: String,
    /// Free text.
    pub description: String,
    /// Customer master key of new versions.
    pub key: String,
    /// Whether the key was chosen for this secret; otherwise it is the default key.
    pub own_key: bool,
    /// Tags, by key.
    pub tags: Vec<(String, String)>,
    /// Who created it.
    pub creator: String,
    /// When it was created.
    pub created: i64,
    /// Last change.
    pub updated: i64,
    /// End of the recovery window, if it is being deleted.
    pub delete_at: Option<i64>,
    /// How many versions are kept.
    pub versions: u64,
    /// Number of the current version.
    pub current: Option<u64>,
    /// Revision, to detect concurrent changes.
    pub revision: u64,
    /// What the signed-in user may do to it. The core decides about every operation again.
    pub may: Vec<Action>,
}

/// The shape of a value: its keys, without their values.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shape {
    /// The keys of a JSON object, in its order; `None` for any other value.
    pub keys: Option<Vec<KeyShape>>,
    /// Its length, in bytes.
    pub bytes: u32,
}

/// A key of a value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyShape {
    /// Name. It may be empty, and other keys may have the same one.
    pub name: String,
    /// What its value is.
    pub kind: JsonKind,
}

impl Shape {
    /// The keys; none if the value is not a JSON object.
    pub fn keys(&self) -> &[KeyShape] {
        self.keys.as_deref().unwrap_or_default()
    }

    /// Whether more than one key has this name.
    pub fn is_duplicated(&self, name: &str) -> bool {
        self.keys().iter().filter(|key| key.name == name).count() > 1
    }
}

/// What a page shows on a line of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ValuePart {
    /// The whole value.
    Whole,
    /// The value of one key.
    Key {
        /// Its position, from 0.
        at: usize,
        /// Its name.
        name: String,
    },
}

/// One version, without its value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    /// Id.
    pub id: String,
    /// Number in the secret.
    pub number: u64,
    /// Whether the value is binary, in Base64.
    pub binary: bool,
    /// Labels, the service's first.
    pub labels: Vec<Stage>,
    /// Who stored it.
    pub creator: String,
    /// When it was stored.
    pub created: i64,
    /// Customer master key that encrypts it, and that key's version.
    pub key: (String, u32),
    /// Who revoked it, and when.
    pub revoked: Option<(String, i64)>,
}

impl Version {
    /// Whether applications read this version by default.
    pub fn is_current(&self) -> bool {
        self.has(&Stage::Current)
    }

    /// Whether it carries a label.
    pub fn has(&self, label: &Stage) -> bool {
        self.labels.contains(label)
    }
}

/// What an application needs to read a secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConnectionDetails {
    /// Address of the API, `https://host:port`.
    pub address: String,
    /// Path of the file with the API's CA certificate; `None` if clients trust the API's certificate already.
    pub ca_file: Option<String>,
    /// Region.
    pub region: String,
    /// The secret.
    pub name: String,
}

/// The colour of a label.
pub fn label_tone(label: &Stage) -> Tone {
    match label {
        Stage::Current => Tone::Accent,
        Stage::Previous => Tone::Neutral,
        Stage::Pending => Tone::Amber,
        Stage::Custom(_) => Tone::Violet,
    }
}
