//! Types that a secret's pages and the server share. Times are milliseconds since 1970.

use serde::{Deserialize, Serialize};
use strongroom_domain::{Action, SecretKind, Stage};
use strongroom_ui::Tone;

/// A secret's metadata, without its value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecretDetails {
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

/// The shape of a value: the names of its keys, without their values.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shape {
    /// Names of the keys; a single unnamed key if the value is not a JSON object.
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
