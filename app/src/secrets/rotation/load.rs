//! Loads how a secret rotates. Server only.

use super::dto::{RotationDetails, RunDetails};
use crate::{
    door::{
        self,
        facts::RotationFacts,
        ops::{rotations::DescribeRotation, secrets::DescribedSecret},
    },
    error::UiError,
};
use strongroom_domain::Action;

/// How a secret rotates; `None` if it does not, or the signed-in user may not see it.
pub(in crate::secrets) async fn rotation(
    facts: &DescribedSecret,
    may: &[Action],
) -> Result<Option<RotationDetails>, UiError> {
    let Some(plan) = facts.rotation.as_ref().filter(|_| may.contains(&Action::DescribeRotation)) else {
        return Ok(None);
    };
    let described = door::call(DescribeRotation { name: facts.secret.name.clone(), rotation: None }).await?;
    Ok(Some(RotationDetails {
        target: described.target.map(|target| target.to_string()).unwrap_or_default(),
        strategy: plan.strategy,
        accounts: plan.accounts.iter().map(ToString::to_string).collect(),
        every_s: plan.schedule.as_ref().filter(|_| plan.automatic).map(|schedule| schedule.period.seconds()),
        paused: plan.paused,
        next: plan.next_due.map(|at| at.0),
        last: plan.last_rotated.map(|at| at.0),
        run: described.rotation.map(run),
    }))
}

fn run(facts: RotationFacts) -> RunDetails {
    RunDetails {
        id: facts.id.to_string(),
        phase: facts.state.phase,
        progress: facts.state.progress,
        cause: facts.state.cause,
        started: facts.started.0,
        due: facts.due.0,
        starter: facts.starter,
    }
}
