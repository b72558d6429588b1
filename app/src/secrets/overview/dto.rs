//! Data of the overview.

use crate::secrets::{
    dto::{ConnectionDetails, SecretDetails, Shape, Version},
    rotation::RotationDetails,
};
use serde::{Deserialize, Serialize};

/// Data of the overview.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OverviewData {
    /// Metadata.
    pub facts: SecretDetails,
    /// Shape of the current value; `None` if its key is disabled or the secret is being deleted.
    pub shape: Option<Shape>,
    /// Versions, newest first.
    pub versions: Vec<Version>,
    /// What an application needs to read it.
    pub access: ConnectionDetails,
    /// How it rotates, if it does.
    pub rotation: Option<RotationDetails>,
}

/// Data of the page about connecting an application.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecretConnectionDetails {
    /// Metadata.
    pub facts: SecretDetails,
    /// What an application needs to read it.
    pub access: ConnectionDetails,
    /// The certificate that clients of the API must trust, as PEM; `None` if they trust its certificate already.
    pub ca: Option<String>,
}
