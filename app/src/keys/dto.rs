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
