//! TakeRotationStep: the next step of a rotation, for one process and a short time. The server's own work.

use super::{
    generate::generate,
    put_rotation, require_server,
    roll_back::superseded,
    settle::{Settling, settle},
    under_way,
    wait::waits_for_readers,
};
use crate::{
    Blocker, CoreError,
    engine::{Context, Done, Loaded, Run},
    ports::{Credential, RotationStepId, Secret, TargetAccess},
    rotation::from_value,
    rows::{RotationPlanRow, RotationRow, RunLease},
};
use std::borrow::Cow;
use strongroom_crypto::EnvelopePart;
use strongroom_domain::{
    AccountName, Action, RotationId, RotationPlace, RunCause, RunFact, RunState, RunStep, SecretName, Strategy,
    Timestamp, VersionId, limits,
};
use strongroom_trail::Detail;

/// Request. The state that says that the step was begun is durable when this returns, so that nobody who finds it guesses.
pub struct TakeRotationStep {
    /// Which secret.
    pub name: SecretName,
    /// Which rotation.
    pub rotation: RotationId,
    /// The process that takes it.
    pub owner: [u8; 16],
    /// Goes on with the step that was taken with this number, instead of taking the next one.
    pub renews: Option<u64>,
}

/// Output.
pub enum Taken {
    /// A step to do.
    Step(Box<TakenStep>),
    /// The step that was taken goes on.
    Renewed,
    /// There is nothing to do: what the step needs cannot be had, readers of the old credential are waited for, or it needed no target
    /// and is done.
    Stopped,
}

/// A step to do, and what it takes. It holds credentials: nothing of it leaves the core but to a rotator.
pub struct TakenStep {
    pub(crate) step: RunStep,
    pub(crate) id: RotationStepId,
    pub(crate) fence: u64,
    pub(crate) strategy: Strategy,
    /// Number of the candidate.
    pub(crate) attempt: u8,
    /// The account that the candidate is for.
    pub(crate) account: AccountName,
    pub(crate) target: TargetAccess,
    /// The credential that was current when the rotation began.
    pub(crate) old: Credential,
    /// The credential to come, once one was drawn.
    pub(crate) new: Option<Credential>,
}

impl Run for TakeRotationStep {
    type Output = Taken;

    fn action(&self) -> Action {
        Action::TakeRotationStep
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.name.as_str().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<Taken>, CoreError> {
        require_server(cx)?;
        let (loaded, plan, rotation) = under_way(cx, &self.name, self.rotation).await?;
        cx.version(&rotation.version);
        cx.note(Detail::Rotation, rotation.id.to_string());
        let (before, lease) = (rotation.revision, RunLease { owner: self.owner, since: cx.engine.rotation_now() });
        if let Some(fence) = self.renews {
            if rotation.fence != fence || rotation.lease.is_none_or(|lease| lease.owner != self.owner) {
                return Err(CoreError::InUse(Blocker::StepTaken));
            }
            let renewed = RotationRow { lease: Some(lease), ..rotation };
            return Ok(Done::changed(Taken::Renewed, vec![put_rotation(cx, before, renewed)]));
        }
        let age = |lease: RunLease| lease_age(lease, cx.engine.rotation_now());
        if rotation.lease.is_some_and(|lease| age(lease) < limits::ROTATION_LEASE_MS) {
            return Err(CoreError::InUse(Blocker::StepTaken));
        }
        if rotation.due > cx.engine.rotation_now() {
            return Err(CoreError::InUse(Blocker::RotationState));
        }
        if rotation.state.back_asked {
            // The process that took the step has stopped. The rotation goes back at once, without a second try of the step.
            let abandoned = RunState { begun: None, back_asked: false, ..rotation.state };
            let next = abandoned.next(RunFact::RollBack).ok_or(CoreError::InUse(Blocker::RotationState))?;
            let (secret, superseded) = (loaded.secret.clone(), superseded(cx, &rotation).await?);
            let changes = settle(cx, Settling { loaded: &loaded, secret, plan, rotation, superseded }, next)?;
            return Ok(Done::changed(Taken::Stopped, changes));
        }
        let (state, step) =
            rotation.state.begin(rotation.rollout.is_some()).ok_or(CoreError::InUse(Blocker::RotationState))?;
        if step == RunStep::Revoke
            && let Some(due) = waits_for_readers(cx, &loaded.secret, &rotation).await?
        {
            cx.note(Detail::State, "waits for readers");
            let waits = RotationRow { due, ..rotation };
            return Ok(Done::changed(Taken::Stopped, vec![put_rotation(cx, before, waits)]));
        }
        if let RotationPlace::Generated(recipe) = rotation.place.clone() {
            let rotation = RotationRow { state, fence: rotation.fence + 1, ..rotation };
            return Ok(Done::changed(Taken::Stopped, generate(cx, &loaded, plan, rotation, &recipe)?));
        }
        cx.note(Detail::State, step.word());
        let found = needed(cx, &loaded, &plan, &rotation).await?;
        let rotation = RotationRow { state, lease: Some(lease), fence: rotation.fence + 1, ..rotation };
        match found {
            Ok(Needed { account, target, old, new }) => {
                let (fence, strategy, attempt) = (rotation.fence, rotation.strategy, state.candidate);
                let id = RotationStepId { secret: self.name.to_string(), rotation: self.rotation, step, attempt };
                let taken = TakenStep { step, id, fence, strategy, attempt, account, target, old, new };
                Ok(Done::changed(Taken::Step(Box::new(taken)), vec![put_rotation(cx, before, rotation)]))
            }
            Err(cause) => {
                let next = state.next(RunFact::Failed(cause)).ok_or(CoreError::InUse(Blocker::RotationState))?;
                let secret = loaded.secret.clone();
                let changes = settle(cx, Settling { loaded: &loaded, secret, plan, rotation, superseded: None }, next)?;
                Ok(Done::changed(Taken::Stopped, changes))
            }
        }
    }
}

/// Milliseconds between the beginning of a lease and now, also if it lies ahead: of a clock that was set back since.
fn lease_age(lease: RunLease, now: Timestamp) -> i64 {
    now.0.saturating_sub(lease.since.0).saturating_abs()
}

/// What a step takes.
struct Needed {
    account: AccountName,
    target: TargetAccess,
    old: Credential,
    new: Option<Credential>,
}

/// What the step takes, or why it cannot be had.
async fn needed(
    cx: &Context<'_>,
    loaded: &Loaded,
    plan: &RotationPlanRow,
    rotation: &RotationRow,
) -> Result<Result<Needed, RunCause>, CoreError> {
    let target = match rotation.place.target() {
        Some(target) => cx.vault.target(cx.store(), target).await?,
        None => None,
    };
    let target = cx.vault.target_access(&target.ok_or_else(|| CoreError::tampered("target"))?)?;
    let account = rotation.account.as_ref().or(plan.accounts.first()).map_or("", AccountName::as_str);
    let old = match credential(cx, loaded, &rotation.old_version, account)? {
        Ok(Some(old)) => old,
        Ok(None) => return Ok(Err(RunCause::NoCredential)),
        Err(cause) => return Ok(Err(cause)),
    };
    let new = match credential(cx, loaded, &rotation.version, account)? {
        Ok(None) => rotation
            .known_keys
            .clone()
            .map(|known| Secret::ToIssue { known, asked: rotation.state.told })
            .map(|secret| Credential { account: account.to_owned(), secret }),
        Ok(new) => new,
        Err(cause) => return Ok(Err(cause)),
    };
    // With two accounts the one that nobody is served now gets a new password.
    let to_come = match rotation.strategy {
        Strategy::TwoAccounts => plan.accounts.iter().find(|account| account.as_str() != old.account),
        _ => plan.accounts.first(),
    };
    match to_come.cloned() {
        Some(account) => Ok(Ok(Needed { account, target, old, new })),
        None => Ok(Err(RunCause::NoCredential)),
    }
}

/// The credential of a version, if there is such a version; or why it cannot be had.
fn credential(
    cx: &Context<'_>,
    loaded: &Loaded,
    version: &VersionId,
    account: &str,
) -> Result<Result<Option<Credential>, RunCause>, CoreError> {
    let Some(version) = loaded.version(version) else { return Ok(Ok(None)) };
    match cx.vault.decrypt_part(version, EnvelopePart::Value) {
        Ok(value) => Ok(from_value(loaded.secret.kind, &value, account).map(Some).map_err(|_| RunCause::NoCredential)),
        Err(CoreError::KeyDisabled | CoreError::KeyDeleting) => Ok(Err(RunCause::KeyUnusable)),
        Err(other) => Err(other),
    }
}
