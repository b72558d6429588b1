//! What the overview shows.

use crate::secrets::dto::{ConnectionDetails, SecretDetails, Shape, Version};
use serde::{Deserialize, Serialize};

/// What the overview shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OverviewData {
    /// Facts.
    pub facts: SecretDetails,
    /// Shape of the current value; absent when its key is disabled or the secret is being deleted.
    pub shape: Option<Shape>,
    /// Versions, newest first.
    pub versions: Vec<Version>,
    /// How applications reach it.
    pub access: ConnectionDetails,
}
