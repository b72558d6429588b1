//! TakeRotationStep: the next step of a rotation, for one process and a short time. The server's own work.

use super::{
    generate::generate,
    put_rotation, require_server,
    roll_back::superseded,
    settle::Settling,
    step_taker::{PendingValue, StepTaker},
    under_way,
};
use crate::{
    Blocker, CoreError,
    engine::{Context, Done, Run},
    ports::{Credential, RotationStepId, TargetAccess},
    rows::{RotationRow, RunLease},
};
use std::borrow::Cow;
use strongroom_domain::{
    AccountName, Action, RotationId, RotationPlace, RunFact, RunState, RunStep, SecretName, Strategy, Timestamp, limits,
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
    /// There is nothing to do at a target now: the next step is not due, cannot be done, or the rotation has ended.
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
        let taker = StepTaker { name: &self.name, owner: self.owner, pending: PendingValue::Unchanged };
        let taken = taker.take_first(cx, &mut settling).await?;
        Ok(Done::changed(taken, settling.changes(cx)))
    }
}

/// Milliseconds between the beginning of a lease and now, also if it lies ahead: of a clock that was set back since.
fn lease_age(lease: RunLease, now: Timestamp) -> i64 {
    now.0.saturating_sub(lease.since.0).saturating_abs()
}
