//! What the versions page shows.

use crate::secrets::dto::{SecretDetails, Version};
use serde::{Deserialize, Serialize};

/// The versions page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionHistory {
    /// Facts.
    pub facts: SecretDetails,
    /// Versions, newest first.
    pub versions: Vec<Version>,
}
