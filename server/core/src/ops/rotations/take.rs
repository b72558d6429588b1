//! TakeRotationStep: the next step of a rotation, for one process and a short time. The server's own work.

use super::{
    generate::generate, put_rotation, require_server, roll_back::superseded, settle::Settling, under_way,
    wait::waits_for_readers,
};
use crate::{
    Blocker, CoreError,
    engine::{Context, Done, Loaded, Run},
    ports::{Credential, RotationStepId, Secret, TargetAccess},
    rotation::from_value,
    rows::{RotationRow, RunLease},
};
use std::borrow::Cow;
use strongroom_crypto::{EnvelopePart, Plaintext};
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
        let lease = RunLease { owner: self.owner, since: cx.engine.rotation_now() };
        if let Some(fence) = self.renews {
            if rotation.fence != fence || rotation.lease.is_none_or(|lease| lease.owner != self.owner) {
                return Err(CoreError::InUse(Blocker::StepTaken));
            }
            cx.version(&rotation.version);
            cx.note(Detail::Rotation, rotation.id.to_string());
            let before = rotation.revision;
            let renewed = RotationRow { lease: Some(lease), ..rotation };
            return Ok(Done::changed(Taken::Renewed, vec![put_rotation(cx, before, renewed)]));
        }
        let age = |lease: RunLease| lease_age(lease, cx.engine.rotation_now());
        if rotation.lease.is_some_and(|lease| age(lease) < limits::ROTATION_LEASE_MS) {
            return Err(CoreError::InUse(Blocker::StepTaken));
        }
        let (state, due) = (rotation.state, rotation.due);
        if due > cx.engine.rotation_now() {
            return Err(CoreError::InUse(Blocker::RotationState));
        }
        if state.back_asked {
            // The process that took the step has stopped. The rotation goes back at once, without a second try of the step.
            let abandoned = RunState { begun: None, back_asked: false, ..state };
            let next = abandoned.next(RunFact::RollBack).ok_or(CoreError::InUse(Blocker::RotationState))?;
            let superseded = superseded(cx, &rotation).await?;
            let mut settling = Settling::new(&loaded, plan, rotation);
            settling.supersedes(superseded);
            settling.follow(cx, next)?;
            return Ok(Done::changed(Taken::Stopped, settling.changes(cx)));
        }
        let (state, _) = state.begin(rotation.rollout.is_some()).ok_or(CoreError::InUse(Blocker::RotationState))?;
        if let RotationPlace::Generated(recipe) = rotation.place.clone() {
            let rotation = RotationRow { state, fence: rotation.fence + 1, ..rotation };
            return Ok(Done::changed(Taken::Stopped, generate(cx, &loaded, plan, rotation, &recipe)?));
        }
        let mut settling = Settling::new(&loaded, plan, rotation);
        let taker = Taker { name: &self.name, owner: self.owner, stored: None };
        let taken = taker.take_first(cx, &mut settling).await?;
        Ok(Done::changed(taken, settling.changes(cx)))
    }
}

/// Takes steps within a commit.
pub(super) struct Taker<'a> {
    pub name: &'a SecretName,
    /// The process.
    pub owner: [u8; 16],
    /// The value of the pending version if the commit stores it; the inner `None` if it removes it.
    pub stored: Option<Option<Plaintext>>,
}

impl Taker<'_> {
    /// Takes the step that the call's own event is about, and what follows it at once.
    async fn take_first(&self, cx: &Context<'_>, settling: &mut Settling<'_>) -> Result<Taken, CoreError> {
        match self.one(cx, settling).await? {
            Some(taken) => Ok(taken),
            None => self.take(cx, settling).await,
        }
    }

    /// Takes the next step if it is due. One that needs no target is done, and then comes the next. Each is an event.
    pub async fn take(&self, cx: &Context<'_>, settling: &mut Settling<'_>) -> Result<Taken, CoreError> {
        loop {
            let RotationRow { state, due, rollout, .. } = &settling.rotation;
            if *due > cx.engine.rotation_now() || state.begin(rollout.is_some()).is_none() {
                return Ok(Taken::Stopped);
            }
            settling.begin_event(Action::TakeRotationStep);
            if let Some(taken) = self.one(cx, settling).await? {
                return Ok(taken);
            }
        }
    }

    /// One step. `None` if it needed no target and is done.
    async fn one(&self, cx: &Context<'_>, settling: &mut Settling<'_>) -> Result<Option<Taken>, CoreError> {
        let rotation = &settling.rotation;
        let (state, step) =
            rotation.state.begin(rotation.rollout.is_some()).ok_or(CoreError::InUse(Blocker::RotationState))?;
        if step == RunStep::Revoke
            && let Some(due) = waits_for_readers(cx, &settling.secret, rotation).await?
        {
            settling.note(Detail::State, "waits for readers");
            settling.rotation.due = due;
            return Ok(Some(Taken::Stopped));
        }
        settling.note(Detail::State, step.word());
        let done = match step {
            RunStep::Offer => Some(RunFact::Offered),
            RunStep::Promote => Some(RunFact::Promoted),
            _ => None,
        };
        if let Some(fact) = done {
            settling.begin_event(Action::ReportRotationStep);
            settling.follow(cx, state.next(fact).ok_or(CoreError::InUse(Blocker::RotationState))?)?;
            return Ok(None);
        }
        match self.needed(cx, settling).await? {
            Ok(Needed { account, target, old, new }) => {
                let rotation = &mut settling.rotation;
                let lease = RunLease { owner: self.owner, since: cx.engine.rotation_now() };
                (rotation.state, rotation.lease, rotation.fence) = (state, Some(lease), rotation.fence + 1);
                let (fence, strategy, attempt) = (rotation.fence, rotation.strategy, state.candidate);
                let id = RotationStepId { secret: self.name.to_string(), rotation: rotation.id, step, attempt };
                let taken = TakenStep { step, id, fence, strategy, attempt, account, target, old, new };
                Ok(Some(Taken::Step(Box::new(taken))))
            }
            Err(cause) => {
                let failed = state.next(RunFact::Failed(cause)).ok_or(CoreError::InUse(Blocker::RotationState))?;
                settling.follow(cx, failed)?;
                Ok(Some(Taken::Stopped))
            }
        }
    }

    /// What the step takes, or why it cannot be had.
    async fn needed(&self, cx: &Context<'_>, settling: &Settling<'_>) -> Result<Result<Needed, RunCause>, CoreError> {
        let Settling { loaded, rotation, .. } = settling;
        let plan = settling.plan();
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
        let new = match &self.stored {
            Some(None) => Ok(None),
            Some(Some(value)) => of_value(loaded, value, account),
            None => credential(cx, loaded, &rotation.version, account)?,
        };
        let new = match new {
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

/// The credential of a version, if there is such a version; or why it cannot be had.
fn credential(
    cx: &Context<'_>,
    loaded: &Loaded,
    version: &VersionId,
    account: &str,
) -> Result<Result<Option<Credential>, RunCause>, CoreError> {
    let Some(version) = loaded.version(version) else { return Ok(Ok(None)) };
    match cx.vault.decrypt_part(version, EnvelopePart::Value) {
        Ok(value) => Ok(of_value(loaded, &value, account)),
        Err(CoreError::KeyDisabled | CoreError::KeyDeleting) => Ok(Err(RunCause::KeyUnusable)),
        Err(other) => Err(other),
    }
}

fn of_value(loaded: &Loaded, value: &Plaintext, account: &str) -> Result<Option<Credential>, RunCause> {
    from_value(loaded.secret.kind, value, account).map(Some).map_err(|_| RunCause::NoCredential)
}
