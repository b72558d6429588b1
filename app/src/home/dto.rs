//! Data of the home page.

use crate::{audit::EventRow, rotations::RotationLine};
use serde::{Deserialize, Serialize};

/// The home page, by what the user may do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Home {
    /// A user who can only read secrets.
    Reader {
        /// User name.
        name: String,
        /// Rotations that need attention, as far as the user may list them.
        rotations: RotationAttention,
    },
    /// An administrator or auditor.
    Overview(InstallationOverview),
}

/// Rotations that need attention.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RotationAttention {
    /// Those that do not go on without a person, newest first.
    pub failed: Vec<RotationLine>,
    /// Secrets that were due and have not begun.
    pub overdue: Vec<OverdueLine>,
    /// Whether there are more.
    pub more: bool,
}

/// A secret that was due and has not begun to rotate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OverdueLine {
    /// Its name.
    pub secret: String,
    /// When it was due, in milliseconds since 1970.
    pub due: i64,
}

/// The state of the installation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InstallationOverview {
    /// Whether the user may create secrets.
    pub editable: bool,
    /// Whether the user still has the password printed during installation.
    pub first_password: bool,
    /// Warnings for administrators.
    pub warnings: Vec<String>,
    /// Secrets that are not deleted.
    pub secrets: u64,
    /// Secrets in their recovery window.
    pub deleting: u64,
    /// Customer master keys.
    pub keys: u64,
    /// Disabled customer master keys.
    pub keys_disabled: u64,
    /// Rotations that need attention.
    pub rotations: RotationAttention,
    /// Recent changes, newest first.
    pub recent: Vec<EventRow>,
    /// The first steps; `None` once they are done.
    pub first_steps: Option<FirstSteps>,
}

/// First steps of a new installation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FirstSteps {
    /// A secret exists.
    pub secret: bool,
    /// An application has an AccessKey.
    pub access_key: bool,
    /// An application has read a value through the API.
    pub read: bool,
}

#[cfg(feature = "ssr")]
impl FirstSteps {
    /// Whether all steps are done.
    pub fn done(self) -> bool {
        self.secret && self.access_key && self.read
    }
}
