//! Types of the rotation pages. Times are milliseconds since 1970.

use serde::{Deserialize, Serialize};
use strongroom_domain::{Action, RunCause, RunPhase, RunProgress, RunStep, RunTrigger, Strategy};

/// A page of rotations.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RotationList {
    /// Newest first.
    pub rotations: Vec<RotationLine>,
    /// Cursor of the next page.
    pub next: Option<String>,
}

/// One rotation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RotationLine {
    /// Id.
    pub id: String,
    /// Name of the secret; `None` if it was purged.
    pub secret: Option<String>,
    /// Name of the target; `None` if it was deleted, or there is none.
    pub target: Option<String>,
    /// Whether its value is generated, and no target is told.
    pub generated: bool,
    /// Whether it goes on.
    pub phase: RunPhase,
    /// How far it has come.
    pub progress: RunProgress,
    /// Why it waits, or needs a person.
    pub cause: Option<RunCause>,
    /// When its next step is due, if it goes on by itself.
    pub due: i64,
    /// Why it began.
    pub trigger: RunTrigger,
    /// Who began it.
    pub starter: String,
    /// When it began.
    pub started: i64,
    /// When it ended.
    pub ended: Option<i64>,
}

impl RotationLine {
    /// Whether it has not ended.
    pub fn is_open(&self) -> bool {
        matches!(self.phase, RunPhase::Active | RunPhase::RetryWait | RunPhase::NeedsAPerson)
    }

    /// Whether it is on its way back to the old credential, or has come back to it.
    pub fn goes_back(&self) -> bool {
        matches!(self.progress, RunProgress::Undoing | RunProgress::Restoring | RunProgress::Restored)
    }
}

/// Data of a rotation's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RotationDetail {
    /// The rotation.
    pub line: RotationLine,
    /// How the credential is replaced.
    pub strategy: Strategy,
    /// The account that the new credential is for, once there is one.
    pub account: Option<String>,
    /// The new version.
    pub version: String,
    /// The version that was current when it began.
    pub old_version: String,
    /// Whether the old credential goes as soon as its last reader has the new one.
    pub awaits_readers: bool,
    /// Whether it goes back once the step that is under way has ended.
    pub back_asked: bool,
    /// Until when at the latest: part of the readers have the new credential alone, or the old one works.
    pub deadline: Option<i64>,
    /// Number of the credential that is tried.
    pub candidate: u8,
    /// Failures in a row for the same cause.
    pub failures: u8,
    /// When something about it last changed.
    pub updated: i64,
    /// Milliseconds after which to look again, while something is about to happen.
    pub look_in_ms: Option<u32>,
    /// What the user may do to the secret.
    pub may: Vec<Action>,
    /// Whether part of the readers are given the new credential first.
    pub gradual: bool,
    /// How far it came, and when, in order.
    pub came_to: Vec<(RunProgress, i64)>,
    /// The latest entries of its log, newest first.
    pub log: Vec<LogLine>,
    /// Whether it has more entries.
    pub log_cut: bool,
}

/// Something that was done in a rotation. It holds no credential and no text of the target.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogLine {
    /// When.
    pub at: i64,
    /// Who did it.
    pub actor: String,
    /// What was done.
    pub action: Action,
    /// The step that was begun.
    pub began: Option<RunStep>,
    /// How far the rotation came by it.
    pub came_to: Option<RunProgress>,
    /// The new state in words, if it is neither.
    pub note: Option<String>,
    /// What a person should look into.
    pub alarm: Option<String>,
}
