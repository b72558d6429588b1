//! A customer master key as the console shows it.

use serde::{Deserialize, Serialize};

/// The word one types to disable a key.
pub const DISABLE: &str = "disable";

/// A key and its use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyInfo {
    /// Id, a UUID.
    pub id: String,
    /// Name in the vendor's form.
    pub arn: String,
    /// Free text.
    pub description: String,
    /// The account's default key.
    pub default: bool,
    /// Whether it can be used.
    pub enabled: bool,
    /// Version that new data keys are wrapped with, from 1.
    pub version: u32,
    /// Secrets whose new versions use it.
    pub secrets: u64,
    /// User who made it.
    pub creator: String,
    /// When it was made, in milliseconds since 1970.
    pub created: i64,
    /// When its last version was added.
    pub rotated: i64,
}

impl KeyInfo {
    /// What it is called in a list.
    pub fn title(&self) -> String {
        match self.description.lines().next().map(str::trim) {
            Some(line) if !line.is_empty() => line.to_owned(),
            _ if self.default => "Default key".to_owned(),
            _ => "Key without description".to_owned(),
        }
    }
}

/// "1 secret", "7 secrets", with the number in groups.
pub fn secrets_words(number: u64) -> String {
    let noun = if number == 1 { "secret" } else { "secrets" };
    format!("{} {noun}", strongroom_ui::grouped(number))
}

/// A key's own policy, and who may use the key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyAccess {
    /// The key.
    pub key: KeyInfo,
    /// Its own policy, JSON.
    pub policy: Option<String>,
    /// The key's revision, to notice that somebody else was faster.
    pub revision: u64,
    /// Account id, for the ARNs of principals.
    pub account: String,
    /// Whether the policy may be changed.
    pub editable: bool,
    /// A part of those who may use it; none where that may not be asked, and of the default key.
    pub users: Option<Vec<KeyUserLine>>,
    /// The user after whom to look further; none at the end.
    pub next: Option<String>,
}

/// Somebody who may use a key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyUserLine {
    /// Name of the user or role.
    pub name: String,
    /// Whether it is a person with a console password.
    pub person: bool,
    /// Whether it is a role: whoever assumes it may use the key.
    pub role: bool,
    /// Whether it may read with the key.
    pub decrypt: bool,
    /// Whether it may write with the key.
    pub encrypt: bool,
    /// The policies that let it.
    pub through: Vec<String>,
}
