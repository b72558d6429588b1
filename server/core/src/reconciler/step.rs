//! One step of a rotation at its target.

use crate::{
    Rotators,
    ops::rotations::{StepFound, TakenStep},
    ports::{Applied, Credential, LogIn, Replace, Revocation, Rotator, Trouble},
    rotation::cause_of,
};
use strongroom_domain::{ProbeFact, RunCause, RunFact, RunStep};

/// Does a step; everything that goes wrong is what it found.
pub(super) async fn perform(rotators: &Rotators, taken: &TakenStep) -> StepFound {
    let Some(rotator) = rotators.of(taken.target.kind) else {
        return StepFound::Fact(RunFact::Failed(RunCause::Unsupported));
    };
    let of_step = rotator.for_step(&taken.id);
    match at(of_step.as_deref().unwrap_or(&**rotator), taken).await {
        Ok(found) => found,
        Err(trouble) => {
            let step = taken.step.word();
            tracing::warn!(%trouble, step, host = taken.target.host, "a step of a rotation met trouble at its target");
            StepFound::Fact(RunFact::Failed(cause_of(&trouble)))
        }
    }
}

/// What a step found whose target said nothing until the deadline.
pub(super) fn silent(taken: &TakenStep) -> StepFound {
    let changes = matches!(taken.step, RunStep::Apply | RunStep::Restore | RunStep::Revoke | RunStep::Discard);
    StepFound::Fact(RunFact::Failed(if changes { RunCause::Uncertain } else { RunCause::Unreachable }))
}

async fn at(rotator: &dyn Rotator, taken: &TakenStep) -> Result<StepFound, Trouble> {
    let TakenStep { target, strategy, old, .. } = taken;
    let fact = match (taken.step, &taken.new) {
        (RunStep::Draw, _) => {
            return Ok(StepFound::Drawn(rotator.draw(target, old, taken.account.as_str(), taken.attempt).await?));
        }
        (RunStep::Apply, Some(new)) => {
            let change = Replace { strategy: *strategy, current: old, pending: new };
            match rotator.apply(target, &change).await? {
                Applied::Set => RunFact::Set,
                Applied::Issued(made) => return Ok(StepFound::Issued(made)),
            }
        }
        (RunStep::Probe, Some(new)) => {
            let probe = rotator.probe(target, new, Some(old)).await?;
            let accepted = |log_in: Option<LogIn>| log_in.map(|log_in| log_in == LogIn::Accepted);
            RunFact::Probed(ProbeFact {
                pending: probe.pending == LogIn::Accepted,
                current: accepted(probe.current),
                manager: accepted(probe.manager),
            })
        }
        (RunStep::Verify | RunStep::Watch, Some(new)) => RunFact::LogIn(log_in(rotator, taken, new).await?),
        (RunStep::Offer, _) => RunFact::Offered,
        (RunStep::Promote, _) => RunFact::Promoted,
        (RunStep::Revoke, Some(new)) => revoked(rotator.revoke(target, *strategy, old, new).await?),
        (RunStep::CheckOld, _) => RunFact::LogIn(log_in(rotator, taken, old).await?),
        (RunStep::Restore, new) => {
            let current = new.as_ref().unwrap_or(old);
            let change = Replace { strategy: *strategy, current, pending: old };
            rotator.apply(target, &change).await?;
            RunFact::Set
        }
        (RunStep::Discard, Some(new)) => revoked(rotator.revoke(target, *strategy, new, old).await?),
        (RunStep::Discard, None) => RunFact::Revoked,
        // There is nothing to log in with: the version is gone.
        (RunStep::Apply | RunStep::Probe | RunStep::Verify | RunStep::Watch | RunStep::Revoke, None) => {
            RunFact::Failed(RunCause::NoCredential)
        }
    };
    Ok(StepFound::Fact(fact))
}

async fn log_in(rotator: &dyn Rotator, taken: &TakenStep, credential: &Credential) -> Result<bool, Trouble> {
    Ok(rotator.log_in(&taken.target, credential).await? == LogIn::Accepted)
}

fn revoked(revocation: Revocation) -> RunFact {
    match revocation {
        Revocation::Dead => RunFact::Revoked,
        Revocation::StillWorks => RunFact::Failed(RunCause::StillWorks),
    }
}
