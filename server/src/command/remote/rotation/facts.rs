//! Rotations as the service describes them, and what that means.

use serde::Deserialize;
use strongroom_domain::{Field, RunCause, RunPhase, RunProgress, Strategy, Timestamp};

/// A grace period longer than this is not waited for, in milliseconds.
const SHORT_GRACE_MS: i64 = 60_000;

/// Part of the reply of DescribeRotation.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct RotationInReply {
    pub rotation: Option<RotationOfReply>,
}

/// Reply of ListRotations.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct PageOfRotations {
    pub rotations: RotationsOfPage,
    pub next_token: Option<String>,
}

/// The list in it.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct RotationsOfPage {
    pub rotation: Vec<RotationOfReply>,
}

/// A rotation.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct RotationOfReply {
    pub rotation_id: String,
    pub secret_name: Option<String>,
    pub target_name: Option<String>,
    pub strategy: String,
    pub account_name: Option<String>,
    pub version_id: String,
    pub previous_version_id: String,
    pub phase: String,
    pub progress: String,
    pub cause: Option<String>,
    pub failures: u32,
    /// Absent in the replies of earlier versions.
    #[serde(default)]
    pub roll_back_requested: bool,
    pub start_time: String,
    pub update_time: String,
    pub end_time: Option<String>,
    pub next_step_time: Option<String>,
    pub deadline: Option<String>,
}

/// Where a rotation stands, for whoever waits for it.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// It goes on.
    GoesOn,
    /// Some applications read the new credential; the others do from this time on, or when a person says so.
    Partial(Option<String>),
    /// Applications read the new credential, and the old one works until this time at the latest.
    Grace(String),
    /// The target refuses the old credential.
    Done,
    /// A later rotation revokes the old credential.
    TakenOver,
    /// It goes on only with a person.
    NeedsAPerson,
    /// It ended without the new credential, or unproven.
    Ended,
}

impl RotationOfReply {
    /// `None` for a phase that this program does not know.
    pub fn phase(&self) -> Option<RunPhase> {
        RunPhase::ALL.iter().copied().find(|phase| phase.word() == self.phase)
    }

    pub fn progress(&self) -> Option<RunProgress> {
        RunProgress::ALL.iter().copied().find(|progress| progress.word() == self.progress)
    }

    /// Why it waits or needs a person, and what to do about it.
    pub fn cause(&self) -> Option<String> {
        let word = self.cause.as_deref()?;
        let known = RunCause::ALL.iter().find(|cause| cause.word() == word);
        Some(known.map_or_else(|| format!("{word}."), |cause| format!("{cause}. {}", cause.advice())))
    }

    /// Whether its value is generated, and no target is told.
    pub fn is_generated(&self) -> bool {
        Strategy::from_word(&self.strategy) == Some(Strategy::Generated)
    }

    pub fn standing(&self) -> Standing {
        match (self.phase(), self.progress()) {
            (Some(RunPhase::Done), _) => Standing::Done,
            (Some(RunPhase::Superseded), _) => Standing::TakenOver,
            (Some(RunPhase::NeedsAPerson), _) => Standing::NeedsAPerson,
            (Some(RunPhase::RolledBack | RunPhase::GivenUp), _) => Standing::Ended,
            (Some(RunPhase::Active), Some(RunProgress::Offered)) => Standing::Partial(self.deadline.clone()),
            (Some(RunPhase::Active), Some(RunProgress::Promoted)) => match self.grace_until() {
                Some(until) => Standing::Grace(until),
                None => Standing::GoesOn,
            },
            _ => Standing::GoesOn,
        }
    }

    /// Until when the old credential works, if that is not soon. Both times are the server's.
    fn grace_until(&self) -> Option<String> {
        let at = |text: &str| Timestamp::parse(Field::StartTime, text).ok();
        let until = self.deadline.as_ref()?;
        (at(until)?.0 - at(&self.update_time)?.0 > SHORT_GRACE_MS).then(|| until.clone())
    }

    /// Where it stands, in a sentence.
    pub fn sentence(&self) -> String {
        match (self.phase(), self.progress()) {
            (Some(RunPhase::Done), _) if self.is_generated() => {
                "Done: applications read the new value. Whoever accepts it is told by somebody else."
            }
            (Some(RunPhase::Done), _) => "Done: applications read the new credential, and the target refuses the old one.",
            (Some(RunPhase::RolledBack), _) => {
                "Rolled back: applications read the old credential, and the target refuses the new one."
            }
            (Some(RunPhase::Superseded), _) => "A later rotation has taken over and revokes the old credential.",
            (Some(RunPhase::GivenUp), _) => {
                "Given up: nobody asked the target which credentials it accepts. Test whether applications can log in."
            }
            _ if self.roll_back_requested => "It rolls back as soon as the step that is under way has ended.",
            (_, Some(RunProgress::Scheduled)) => "A new credential is made. The target was not changed.",
            (_, Some(RunProgress::Intent)) => "The new credential is stored as a pending version. The target was not changed.",
            (_, Some(RunProgress::Uncertain)) => {
                "The target may have the new credential; it is asked which one it accepts. Applications read the old one."
            }
            (_, Some(RunProgress::Applied)) => {
                "The target has the new credential; a log-in will verify it. Applications read the old one."
            }
            (_, Some(RunProgress::Verified)) => "A log-in with the new credential succeeded. The labels move to it.",
            (_, Some(RunProgress::Offered)) => {
                "Some applications read the new credential, the others the old one. `rotation resume` gives it to all."
            }
            (_, Some(RunProgress::Accepted)) => "All applications are about to read the new credential.",
            (_, Some(RunProgress::Promoted)) => "Applications read the new credential. The old one works until it is revoked.",
            (_, Some(RunProgress::Undoing | RunProgress::Restoring)) => {
                "It is rolling back: the target is asked for the old credential, which applications read."
            }
            (_, Some(RunProgress::Restored)) => "It is rolling back: the old credential works. The new one is revoked.",
            (_, None) => "It is in a state that this version of the program does not know.",
        }
        .to_owned()
    }
}
