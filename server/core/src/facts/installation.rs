//! The installation.

use crate::rows::InstallationRow;
use strongroom_domain::{InstallationId, Timestamp};

/// This installation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InstallationFacts {
    /// Its id, bound into every ciphertext.
    pub id: InstallationId,
    /// Account id, sixteen digits.
    pub account: String,
    /// Region, such as `local`.
    pub region: String,
    /// When it was made.
    pub created: Timestamp,
}

impl From<&InstallationRow> for InstallationFacts {
    fn from(row: &InstallationRow) -> Self {
        Self { id: row.id, account: row.account.clone(), region: row.region.clone(), created: row.created }
    }
}
