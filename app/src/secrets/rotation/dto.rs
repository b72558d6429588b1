//! How a secret rotates. Times are milliseconds since 1970.

use serde::{Deserialize, Serialize};
use strongroom_domain::{RunCause, RunPhase, RunProgress, Strategy};

/// How a secret rotates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RotationDetails {
    /// Name of the target.
    pub target: String,
    /// How the credential is replaced.
    pub strategy: Strategy,
    /// The accounts at the target.
    pub accounts: Vec<String>,
    /// Seconds from one rotation to the next, if it rotates by itself.
    pub every_s: Option<u32>,
    /// Whether nothing begins by itself for now.
    pub paused: bool,
    /// When the next rotation is due.
    pub next: Option<i64>,
    /// When the last one began that gave readers a new credential.
    pub last: Option<i64>,
    /// The rotation that has not ended.
    pub run: Option<RunDetails>,
}

/// A rotation that has not ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunDetails {
    /// Id.
    pub id: String,
    /// Whether it goes on.
    pub phase: RunPhase,
    /// How far it has come.
    pub progress: RunProgress,
    /// Why it waits, or needs a person.
    pub cause: Option<RunCause>,
    /// When it began.
    pub started: i64,
    /// When its next step is due.
    pub due: i64,
    /// Who began it.
    pub starter: String,
}

impl RunDetails {
    /// Whether it goes on by itself within seconds.
    pub fn is_moving(&self) -> bool {
        self.phase == RunPhase::Active && self.progress != RunProgress::Promoted
    }
}
