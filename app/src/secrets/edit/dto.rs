//! What an edit and a new secret start from.

use crate::secrets::dto::{SecretDetails, Shape, Version};
use serde::{Deserialize, Serialize};

/// What an edit starts from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditBase {
    /// Facts, with the revision seen.
    pub facts: SecretDetails,
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
