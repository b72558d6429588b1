//! What the pages about a secret share with the server. Times are milliseconds since 1970.

use serde::{Deserialize, Serialize};
use strongroom_domain::{SecretKind, Stage};
use strongroom_ui::Tone;

/// Everything about a secret but its value.
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

/// How applications reach a secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConnectionDetails {
    /// Address of the API, `https://host:port`.
    pub address: String,
    /// Path of the file with the API's CA certificate.
    pub ca_file: String,
    /// Region.
    pub region: String,
    /// The secret.
    pub name: String,
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
