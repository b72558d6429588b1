//! Taking steps of a rotation within a commit: those that need no target are completed in it.

use super::{
    settle::Settling,
    take::{Taken, TakenStep},
    wait::waits_for_readers,
};
use crate::{
    Blocker, CoreError,
    engine::{Context, Loaded},
    ports::{Credential, RotationStepId, Secret, TargetAccess},
    rotation::from_value,
    rows::{RotationRow, RunLease},
};
use strongroom_crypto::{EnvelopePart, Plaintext};
use strongroom_domain::{AccountName, Action, RunCause, RunFact, RunStep, SecretName, Strategy, VersionId};
use strongroom_trail::Detail;

/// Takes steps for a process.
pub(super) struct StepTaker<'a> {
    /// Name of the secret.
    pub name: &'a SecretName,
    /// The process.
    pub owner: [u8; 16],
    pub pending: PendingValue,
}

/// What the commit does to the value of the pending version.
pub(super) enum PendingValue {
    Unchanged,
    Removed,
    Stored(Plaintext),
}

impl StepTaker<'_> {
    /// Takes the step that the call's own event is about. If that needs no target, also those that follow.
    pub async fn take_first(&self, cx: &Context<'_>, settling: &mut Settling<'_>) -> Result<Taken, CoreError> {
        match self.one(cx, settling).await? {
            Some(taken) => Ok(taken),
            None => self.take(cx, settling).await,
        }
    }

    /// Takes the next step if it is due. A step that needs no target is completed at once, and the one after it is taken. Each step has its
    /// events.
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

    /// Takes one step. `None` if it needed no target and was completed.
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
        let new = match &self.pending {
            PendingValue::Removed => Ok(None),
            PendingValue::Stored(value) => of_value(loaded, value, account),
            PendingValue::Unchanged => credential(cx, loaded, &rotation.version, account)?,
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
