//! One step of a rotation at its target.

use crate::{
    Rotators,
    ops::rotations::{StepFound, TakenStep},
    ports::{Applied, Credential, LogIn, Replace, Rotator, Secret, Trouble},
    rotation::cause_of,
};
use strongroom_crypto::Plaintext;
use strongroom_domain::{ProbeFact, RunCause, RunFact, RunStep};

/// Does a step; everything that goes wrong is what it found.
pub(super) async fn perform(rotators: &Rotators, taken: &TakenStep) -> StepFound {
    let Some(rotator) = rotators.of(taken.target.kind) else {
        return StepFound::Fact(RunFact::Failed(RunCause::Unsupported));
    };
    match at(&**rotator, taken).await {
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
    let changes = matches!(
        taken.step,
        RunStep::Apply | RunStep::Restore | RunStep::Revoke | RunStep::Discard
    );
    StepFound::Fact(RunFact::Failed(if changes { RunCause::Uncertain } else { RunCause::Unreachable }))
}

async fn at(rotator: &dyn Rotator, taken: &TakenStep) -> Result<StepFound, Trouble> {
    let TakenStep { target, strategy, old, .. } = taken;
    let unmade = unmade(taken.account.as_str());
    let new = taken.new.as_ref();
    let fact = match (taken.step, new) {
        (RunStep::Draw, _) => {
            let drawn = rotator.candidate(*strategy, taken.account.as_str(), taken.attempt.into())?;
            return Ok(StepFound::Drawn(drawn));
        }
        (RunStep::Apply, new) => {
            let change = Replace { strategy: *strategy, current: old, pending: new.unwrap_or(&unmade) };
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
        // The target makes the new one and tells it once: one that was never told is replaced when it is applied again.
        (RunStep::Probe, None) => {
            let current = Some(log_in(rotator, taken, old).await?);
            RunFact::Probed(ProbeFact { pending: false, current, manager: None })
        }
        (RunStep::Verify, Some(new)) => RunFact::LogIn(log_in(rotator, taken, new).await?),
        (RunStep::Promote, _) => RunFact::Promoted,
        (RunStep::Revoke, Some(new)) => {
            rotator.revoke(target, *strategy, old, new).await?;
            RunFact::Revoked
        }
        (RunStep::CheckOld, _) => RunFact::LogIn(log_in(rotator, taken, old).await?),
        (RunStep::Restore, new) => {
            let change = Replace { strategy: *strategy, current: new.unwrap_or(old), pending: old };
            rotator.apply(target, &change).await?;
            RunFact::Set
        }
        (RunStep::Discard, Some(new)) => {
            rotator.revoke(target, *strategy, new, old).await?;
            RunFact::Revoked
        }
        (RunStep::Discard, None) => RunFact::Revoked,
        // There is nothing to log in with: the version is gone.
        (RunStep::Verify | RunStep::Revoke, None) => RunFact::Failed(RunCause::NoCredential),
    };
    Ok(StepFound::Fact(fact))
}

async fn log_in(rotator: &dyn Rotator, taken: &TakenStep, credential: &Credential) -> Result<bool, Trouble> {
    Ok(rotator.log_in(&taken.target, credential).await? == LogIn::Accepted)
}

/// Stands for a credential that the target is to make.
fn unmade(account: &str) -> Credential {
    let secret = Secret::AccessKey { id: String::new(), secret: Plaintext::new(Vec::new()) };
    Credential { account: account.to_owned(), secret }
}
