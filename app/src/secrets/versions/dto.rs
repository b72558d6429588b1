//! Data of the versions page.

use crate::secrets::dto::{SecretDetails, Version};
use serde::{Deserialize, Serialize};

/// Data of the versions page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionHistory {
    /// The secret's metadata.
    pub facts: SecretDetails,
    /// Versions, newest first.
    pub versions: Vec<Version>,
}
