//! How a secret rotates. Times are milliseconds since 1970.

use crate::secrets::dto::SecretDetails;
use serde::{Deserialize, Serialize};
use strongroom_domain::{RunCause, RunPhase, RunProgress, Strategy};

/// Data of the page about how a secret rotates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RotationData {
    /// The secret.
    pub facts: SecretDetails,
    /// How it rotates; absent if it does not, or the signed-in user may not see it.
    pub rotation: Option<RotationDetails>,
    /// Its latest rotations, newest first; absent if the signed-in user may not list them.
    pub history: Option<Vec<RunDetails>>,
}

/// How a secret rotates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RotationDetails {
    /// Name of the target.
    pub target: String,
    /// How the credential is replaced.
    pub strategy: Strategy,
    /// The accounts at the target.
    pub accounts: Vec<String>,
    /// Whether it rotates by itself.
    pub automatic: bool,
    /// Seconds from one rotation to the next, kept while it does not rotate by itself.
    pub every_s: Option<u32>,
    /// The hours at which a rotation may begin, such as `22:00-04:00+08:00`.
    pub window: Option<String>,
    /// How long an old credential stays valid, in seconds.
    pub grace_s: u32,
    /// Whether nothing begins by itself for now.
    pub paused: bool,
    /// When the next rotations are due.
    pub upcoming: Vec<i64>,
    /// When the last one began that gave readers a new credential.
    pub last: Option<i64>,
    /// The rotation that has not ended.
    pub run: Option<RunDetails>,
    /// Whether a rotation can begin now.
    pub can_rotate: bool,
    /// Milliseconds after which to look again, while something is about to happen.
    pub look_in_ms: Option<u32>,
}

/// The unit of a period in the form.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PeriodUnit {
    /// Hours.
    Hours,
    /// Days.
    #[default]
    Days,
}

/// A rotation.
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
    /// The account that the new credential is for, once there is one.
    pub account: Option<String>,
    /// When it began.
    pub started: i64,
    /// When its next step is due.
    pub due: i64,
    /// When it ended.
    pub ended: Option<i64>,
    /// Who began it.
    pub starter: String,
    /// Whether a person can let it go on.
    pub can_resume: bool,
    /// Whether a person can take it back.
    pub can_roll_back: bool,
}
