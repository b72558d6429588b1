//! The steps of a rotation: what its state tells of them, and when each ended by its log.

use super::dto::{RotationDetail, RotationLine};
use strongroom_domain::{RunPhase, RunProgress};
use strongroom_ui::StepState;

/// A step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StepLine {
    /// Its state.
    pub state: StepState,
    /// What is done.
    pub title: &'static str,
    /// How long it took, in milliseconds, if that is known.
    pub took: Option<i64>,
}

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

/// What each step comes to at its end; the last one to the end of the rotation.
const FORWARD_ENDS: [RunProgress; 4] =
    [RunProgress::Intent, RunProgress::Applied, RunProgress::Verified, RunProgress::Promoted];
const GRADUAL_ENDS: [RunProgress; 5] =
    [RunProgress::Intent, RunProgress::Applied, RunProgress::Verified, RunProgress::Offered, RunProgress::Promoted];

/// The steps in order. One that goes back shows the way back alone.
pub fn steps(detail: &RotationDetail) -> Vec<StepLine> {
    let RotationDetail { line, gradual, came_to, .. } = detail;
    let (forward, ends): (&[&str], &[RunProgress]) =
        if *gradual { (&GRADUAL, &GRADUAL_ENDS) } else { (&FORWARD, &FORWARD_ENDS) };
    let (titles, at): (&[&str], usize) = match line.progress {
        _ if line.generated => (&GENERATED, 0),
        RunProgress::Scheduled => (forward, 0),
        RunProgress::Intent | RunProgress::Uncertain => (forward, 1),
        RunProgress::Applied => (forward, 2),
        RunProgress::Verified | RunProgress::Offered => (forward, 3),
        RunProgress::Accepted => (forward, forward.len() - 2),
        RunProgress::Promoted => (forward, forward.len() - 1),
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
    let took = if line.goes_back() { Vec::new() } else { durations(line, ends, came_to) };
    let took = |step: usize| took.get(step).copied().flatten().filter(|_| state(step) == StepState::Done);
    titles.iter().enumerate().map(|(step, title)| StepLine { state: state(step), title, took: took(step) }).collect()
}

/// How long each step took: from the end of the one before to its own. One that was skipped, because the target was found further, took no
/// time of its own.
fn durations(line: &RotationLine, ends: &[RunProgress], came_to: &[(RunProgress, i64)]) -> Vec<Option<i64>> {
    let place = |progress: RunProgress| ends.iter().position(|end| *end == progress);
    let mut before = Some(line.started);
    let mut took = Vec::with_capacity(ends.len() + 1);
    for step in 0..ends.len() {
        // The last time that it came so far: a credential may have been refused, and another one made.
        let reached = came_to.iter().rev().find(|(progress, _)| place(*progress) == Some(step)).map(|(_, at)| *at);
        took.push(reached.zip(before).map(|(at, before)| at - before).filter(|took| *took >= 0));
        before = reached.or(before);
    }
    took.push(line.ended.zip(before).map(|(ended, before)| ended - before).filter(|took| *took >= 0));
    took
}

#[cfg(test)]
mod tests {
    use super::*;
    use StepState::{Done, Failed, Running, Waiting};
    use strongroom_domain::{RunTrigger, Strategy};

    fn detail(phase: RunPhase, progress: RunProgress, gradual: bool, came_to: &[(RunProgress, i64)]) -> RotationDetail {
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
            started: 1_000,
            ended: (phase == RunPhase::Done).then_some(60_000),
        };
        RotationDetail {
            line,
            strategy: Strategy::TwoAccounts,
            account: None,
            version: String::new(),
            old_version: String::new(),
            awaits_readers: false,
            back_asked: false,
            deadline: None,
            candidate: 1,
            failures: 0,
            updated: 0,
            look_in_ms: None,
            may: Vec::new(),
            gradual,
            came_to: came_to.to_vec(),
            log: Vec::new(),
            log_cut: false,
        }
    }

    fn states(phase: RunPhase, progress: RunProgress, gradual: bool) -> Vec<StepState> {
        steps(&detail(phase, progress, gradual, &[])).into_iter().map(|step| step.state).collect()
    }

    #[test]
    fn steps_follow_the_state() {
        for (phase, progress, expected) in [
            (RunPhase::Active, RunProgress::Scheduled, &[Running, Waiting, Waiting, Waiting, Waiting][..]),
            (RunPhase::RetryWait, RunProgress::Uncertain, &[Done, Running, Waiting, Waiting, Waiting]),
            (RunPhase::NeedsAPerson, RunProgress::Applied, &[Done, Done, Failed, Waiting, Waiting]),
            (RunPhase::Active, RunProgress::Promoted, &[Done, Done, Done, Done, Waiting]),
            (RunPhase::Done, RunProgress::Promoted, &[Done; 5]),
            (RunPhase::Superseded, RunProgress::Promoted, &[Done; 5]),
            (RunPhase::GivenUp, RunProgress::Intent, &[Done, Waiting, Waiting, Waiting, Waiting]),
            (RunPhase::RolledBack, RunProgress::Intent, &[Done, Waiting, Waiting, Waiting, Waiting]),
            (RunPhase::Active, RunProgress::Undoing, &[Running, Waiting, Waiting]),
            (RunPhase::NeedsAPerson, RunProgress::Restoring, &[Done, Failed, Waiting]),
            (RunPhase::RolledBack, RunProgress::Restored, &[Done; 3]),
        ] {
            assert_eq!(states(phase, progress, false), expected, "{phase:?} {progress:?}");
        }
    }

    #[test]
    fn gradual_rotation_has_six_steps_from_its_beginning_to_its_end() {
        for (phase, progress, done) in [
            (RunPhase::Active, RunProgress::Scheduled, 0),
            (RunPhase::Active, RunProgress::Verified, 3),
            (RunPhase::Active, RunProgress::Offered, 3),
            (RunPhase::Active, RunProgress::Accepted, 4),
            (RunPhase::Active, RunProgress::Promoted, 5),
            (RunPhase::Done, RunProgress::Promoted, 6),
        ] {
            let states = states(phase, progress, true);
            let counted = states.iter().filter(|state| **state == Done).count();
            assert_eq!((states.len(), counted), (6, done), "{progress:?}");
        }
    }

    #[test]
    fn each_step_took_the_time_from_the_end_of_the_one_before() {
        use RunProgress::{Applied, Intent, Offered, Promoted, Scheduled, Verified};
        let took = |gradual, came_to: &[(RunProgress, i64)]| -> Vec<_> {
            let steps = steps(&detail(RunPhase::Done, Promoted, gradual, came_to));
            steps.into_iter().map(|step| step.took).collect()
        };
        let plain = [(Intent, 1_500), (Applied, 3_000), (Verified, 3_100), (Promoted, 3_200)];
        assert_eq!(took(false, &plain), [Some(500), Some(1_500), Some(100), Some(100), Some(56_800)]);
        let refused = [(Intent, 1_500), (Scheduled, 1_600), (Intent, 2_000), (Verified, 3_100), (Promoted, 3_200)];
        assert_eq!(took(false, &refused), [Some(1_000), None, Some(1_100), Some(100), Some(56_800)]);
        let gradual = [(Intent, 1_500), (Applied, 3_000), (Verified, 3_100), (Offered, 3_200), (Promoted, 9_200)];
        assert_eq!(took(true, &gradual)[3..], [Some(100), Some(6_000), Some(50_800)]);
        assert_eq!(took(false, &[]), [None, None, None, None, Some(59_000)]);
    }
}
