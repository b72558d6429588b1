//! The steps of a rotation, as far as its state tells them.

use super::dto::RotationLine;
use strongroom_domain::{RunPhase, RunProgress};
use strongroom_ui::StepState;

/// A step: its state and its title.
pub type StepLine = (StepState, &'static str);

const FORWARD: [&str; 5] = [
    "Make a new credential",
    "Set it at the target",
    "Log in with it",
    "Give it to applications",
    "Revoke the old credential and prove that the target refuses it",
];
const GENERATED: [&str; 1] = ["Generate a value and give it to applications"];
const GRADUAL: [&str; 6] = [
    "Make a new credential",
    "Set it at the target",
    "Log in with it",
    "Give it to some applications",
    "Give it to all applications",
    "Revoke the old credential and prove that the target refuses it",
];
const BACK: [&str; 3] = [
    "Log in with the old credential",
    "Set the old credential again, if the target refuses it",
    "Revoke the new credential and prove that the target refuses it",
];

/// The steps in order. One that goes back shows the way back alone: how far it had come before is not recorded.
pub fn steps(line: &RotationLine) -> Vec<StepLine> {
    let (titles, at): (&[&str], usize) = match line.progress {
        _ if line.generated => (&GENERATED, 0),
        RunProgress::Scheduled => (&FORWARD, 0),
        RunProgress::Intent | RunProgress::Uncertain => (&FORWARD, 1),
        RunProgress::Applied => (&FORWARD, 2),
        RunProgress::Verified => (&FORWARD, 3),
        RunProgress::Offered => (&GRADUAL, 3),
        RunProgress::Accepted => (&GRADUAL, 4),
        RunProgress::Promoted => (&FORWARD, 4),
        RunProgress::Undoing => (&BACK, 0),
        RunProgress::Restoring => (&BACK, 1),
        RunProgress::Restored => (&BACK, 2),
    };
    let finished = match line.phase {
        RunPhase::Done | RunPhase::Superseded => true,
        RunPhase::RolledBack => line.goes_back(),
        _ => false,
    };
    let here = match line.phase {
        RunPhase::NeedsAPerson => StepState::Failed,
        RunPhase::Active if line.progress == RunProgress::Promoted => StepState::Waiting,
        RunPhase::Active | RunPhase::RetryWait => StepState::Running,
        // It ended before this step, or in the middle of it.
        _ => StepState::Waiting,
    };
    let state = |step: usize| match step {
        step if finished || step < at => StepState::Done,
        step if step == at => here,
        _ => StepState::Waiting,
    };
    titles.iter().enumerate().map(|(step, title)| (state(step), *title)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use StepState::{Done, Failed, Running, Waiting};
    use strongroom_domain::RunTrigger;

    fn states(phase: RunPhase, progress: RunProgress) -> Vec<StepState> {
        let line = RotationLine {
            id: String::new(),
            secret: None,
            target: None,
            generated: false,
            phase,
            progress,
            cause: None,
            due: 0,
            trigger: RunTrigger::Caller,
            starter: String::new(),
            started: 0,
            ended: None,
        };
        steps(&line).into_iter().map(|(state, _)| state).collect()
    }

    #[test]
    fn steps_follow_the_state() {
        for (phase, progress, expected) in [
            (RunPhase::Active, RunProgress::Scheduled, &[Running, Waiting, Waiting, Waiting, Waiting][..]),
            (RunPhase::RetryWait, RunProgress::Uncertain, &[Done, Running, Waiting, Waiting, Waiting]),
            (RunPhase::NeedsAPerson, RunProgress::Applied, &[Done, Done, Failed, Waiting, Waiting]),
            (RunPhase::Active, RunProgress::Promoted, &[Done, Done, Done, Done, Waiting]),
            (RunPhase::Active, RunProgress::Offered, &[Done, Done, Done, Running, Waiting, Waiting]),
            (RunPhase::Done, RunProgress::Promoted, &[Done; 5]),
            (RunPhase::Superseded, RunProgress::Promoted, &[Done; 5]),
            (RunPhase::GivenUp, RunProgress::Intent, &[Done, Waiting, Waiting, Waiting, Waiting]),
            (RunPhase::RolledBack, RunProgress::Intent, &[Done, Waiting, Waiting, Waiting, Waiting]),
            (RunPhase::Active, RunProgress::Undoing, &[Running, Waiting, Waiting]),
            (RunPhase::NeedsAPerson, RunProgress::Restoring, &[Done, Failed, Waiting]),
            (RunPhase::RolledBack, RunProgress::Restored, &[Done; 3]),
        ] {
            assert_eq!(states(phase, progress), expected, "{phase:?} {progress:?}");
        }
    }
}
