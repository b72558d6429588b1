//! Types of the key pages.

use crate::policies::ResourceVersionLine;
use serde::{Deserialize, Serialize};

/// The word that confirms disabling a key.
pub const DISABLE: &str = "disable";

/// A key and its usage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyInfo {
    /// Revision, to detect concurrent changes.
    pub revision: u64,
    /// Id, a UUID.
    pub id: String,
    /// ARN.
    pub arn: String,
    /// Free text.
    pub description: String,
    /// The account's default key.
    pub default: bool,
    /// Whether it is enabled.
    pub enabled: bool,
    /// When it is deleted, in milliseconds since 1970, if it is scheduled for deletion.
    pub delete_at: Option<i64>,
    /// Version that encrypts new data keys, from 1.
    pub version: u32,
    /// Number of secrets whose new versions use it.
    pub secrets: u64,
    /// User who created it.
    pub creator: String,
    /// When it was created, in milliseconds since 1970.
    pub created: i64,
    /// When its last version was added, in milliseconds since 1970.
    pub rotated: i64,
}

impl KeyInfo {
    /// Its title in lists.
    pub fn title(&self) -> String {
        match self.description.lines().next().map(str::trim) {
            Some(line) if !line.is_empty() => line.to_owned(),
            _ if self.default => "Default key".to_owned(),
            _ => "Key without description".to_owned(),
        }
    }
}

/// "1 secret", "7 secrets", with thousands separators.
pub fn secrets_words(number: u64) -> String {
    let noun = if number == 1 { "secret" } else { "secrets" };
    format!("{} {noun}", strongroom_ui::grouped(number))
}

/// A key's policy, and the key's users.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyAccess {
    /// The key.
    pub key: KeyInfo,
    /// Its policy, JSON.
    pub policy: Option<String>,
    /// Versions of its policy, newest first.
    pub versions: Vec<ResourceVersionLine>,
    /// Whether its policy may be read.
    pub readable: bool,
    /// The key's revision, to detect concurrent changes.
    pub revision: u64,
    /// Account id, for the ARNs of principals.
    pub account: String,
    /// Whether the policy may be changed.
    pub editable: bool,
    /// A page of its users; `None` for the default key, or if the caller may not list them.
    pub users: Option<Vec<KeyUserLine>>,
    /// Cursor of the next page: the last user examined. `None` on the last page.
    pub next: Option<String>,
}

/// A use of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum UseOfKey {
    /// Reading secrets (`kms:Decrypt`).
    Read,
    /// Writing secrets (`kms:GenerateDataKey`).
    Write,
}

/// A user of a key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyUserLine {
    /// Name of the user or role.
    pub name: String,
    /// Whether it is a person with a console password.
    pub person: bool,
    /// Whether it is a role. Anyone who assumes the role can use the key.
    pub role: bool,
    /// What it can do with the key, each with its conditions in words.
    pub uses: Vec<(UseOfKey, Option<String>)>,
    /// The policies that allow it.
    pub through: Vec<String>,
}
