//! Loads how a secret rotates. Server only.

use super::dto::{RotationDetails, RunDetails};
use crate::{
    door::{
        self,
        facts::RotationFacts,
        ops::{
            rotations::{DescribeRotation, DescribedRotation, ListRotations},
            secrets::DescribedSecret,
        },
    },
    error::UiError,
};
use strongroom_domain::{Action, RunFact, RunPhase, RunProgress, SecretName, Timestamp};

/// Shortest and longest time until the page looks again, in milliseconds. What is further off is left to the reader.
const LOOKS: std::ops::RangeInclusive<i64> = 1_500..=600_000;
/// Rotations of the history.
const HISTORY: u32 = 10;

/// How a secret rotates; `None` if it does not, or the signed-in user may not see it.
pub(in crate::secrets) async fn rotation(
    facts: &DescribedSecret,
    may: &[Action],
) -> Result<Option<RotationDetails>, UiError> {
    if facts.rotation.is_none() || !may.contains(&Action::DescribeRotation) {
        return Ok(None);
    }
    let described = door::call(DescribeRotation { name: facts.secret.name.clone(), rotation: None }).await?;
    let DescribedRotation { plan, target, rotation } = described;
    let now = door::console()?.engine.now();
    Ok(Some(RotationDetails {
        target: target.map(|target| target.to_string()).unwrap_or_default(),
        strategy: plan.strategy,
        accounts: plan.accounts.iter().map(ToString::to_string).collect(),
        automatic: plan.automatic,
        every_s: plan.schedule.as_ref().map(|schedule| schedule.period.seconds()),
        window: plan.schedule.as_ref().and_then(|schedule| schedule.window).map(|window| window.to_string()),
        grace_s: plan.grace_s,
        paused: plan.paused,
        upcoming: plan.upcoming.iter().map(|at| at.0).collect(),
        last: plan.last_rotated.map(|at| at.0),
        // The next rotation takes over the old credential of one that has given readers the new one.
        can_rotate: rotation.as_ref().is_none_or(|run| run.state.next(RunFact::Superseded).is_some()),
        look_in_ms: rotation.as_ref().and_then(|run| look_in_ms(run, now)),
        run: rotation.map(run),
    }))
}

/// The latest rotations of a secret, newest first.
pub(super) async fn history(name: &SecretName) -> Result<Vec<RunDetails>, UiError> {
    let list = ListRotations { secret: Some(name.clone()), open: false, cursor: None, limit: HISTORY };
    let (listed, _) = door::call(list).await?;
    Ok(listed.into_iter().map(|one| run(one.rotation)).collect())
}

/// When to look again: at the time of its next step, and ever more rarely at one that takes long.
fn look_in_ms(run: &RotationFacts, now: Timestamp) -> Option<u32> {
    let waits = match run.state.phase {
        RunPhase::Active if run.state.progress == RunProgress::Promoted => run.due.0 - now.0,
        RunPhase::Active => (now.0 - run.updated.0) / 2,
        RunPhase::RetryWait => run.due.0 - now.0,
        RunPhase::NeedsAPerson | RunPhase::Done | RunPhase::RolledBack | RunPhase::Superseded | RunPhase::GivenUp => {
            return None;
        }
    };
    let waits = waits.max(*LOOKS.start());
    LOOKS.contains(&waits).then(|| u32::try_from(waits).ok()).flatten()
}

fn run(facts: RotationFacts) -> RunDetails {
    let (can_resume, can_roll_back) =
        (facts.state.next(RunFact::Resume).is_some(), facts.state.next(RunFact::RollBack).is_some());
    RunDetails {
        id: facts.id.to_string(),
        phase: facts.state.phase,
        progress: facts.state.progress,
        cause: facts.state.cause,
        account: facts.account.map(|account| account.to_string()),
        started: facts.started.0,
        due: facts.due.0,
        ended: facts.ended.map(|at| at.0),
        starter: facts.starter,
        can_resume,
        can_roll_back,
    }
}
