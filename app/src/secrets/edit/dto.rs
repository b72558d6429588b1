//! The starting data of the forms.

use crate::secrets::dto::{SecretDetails, Shape, Version};
use serde::{Deserialize, Serialize};

/// The base of an edit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditBase {
    /// The secret's metadata and revision.
    pub facts: SecretDetails,
    /// Shape of the base version.
    pub shape: Shape,
    /// The base version: the current one.
    pub version: Version,
    /// Whether the user may read the value, which changing single keys requires.
    pub reads: bool,
}

impl EditBase {
    /// Whether single keys can be changed.
    pub fn patches(&self) -> bool {
        self.shape.keys.is_some() && self.reads
    }
}

/// A key that can encrypt a new secret.
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
