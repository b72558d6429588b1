//! ReportRotationStep: what a step found, and what follows. The server's own work.
//!
//! If the next step is due, the same process takes it in the same commit, which halves the number of writes.

use super::{
    require_server,
    roll_back::superseded,
    settle::Settling,
    step_taker::{PendingValue, StepTaker},
    store_version::store_version,
    take::Taken,
    under_way,
};
use crate::{
    Blocker, CoreError,
    engine::{Context, Done, Run},
    ports::{Credential, Secret, SecretChange},
    rotation::to_value,
};
use std::borrow::Cow;
use strongroom_domain::{AccountName, Action, RotationId, RunCause, RunFact, SecretName, ValueType};

/// Request. Only whoever holds the lease of the step may report it.
pub struct ReportRotationStep {
    /// Which secret.
    pub name: SecretName,
    /// Which rotation.
    pub rotation: RotationId,
    /// The process that took the step.
    pub owner: [u8; 16],
    /// The number it was taken with.
    pub fence: u64,
    /// What it found.
    pub found: StepFound,
    /// Whether the process goes on with the next step, if that is due.
    pub goes_on: bool,
}

/// What a step found.
pub enum StepFound {
    /// A credential to come.
    Drawn(Credential),
    /// The target has made a credential.
    Issued(Credential),
    /// Anything else.
    Fact(RunFact),
}

impl Run for ReportRotationStep {
    type Output = Taken;

    fn action(&self) -> Action {
        Action::ReportRotationStep
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.name.as_str().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<Taken>, CoreError> {
        require_server(cx)?;
        // Also in the recovery window: what readers would be given must stay what the target has.
        let (loaded, plan, rotation) = under_way(cx, &self.name, self.rotation).await?;
        let holds = rotation.lease.is_some_and(|lease| lease.owner == self.owner) && rotation.fence == self.fence;
        if !holds {
            return Err(CoreError::InUse(Blocker::StepTaken));
        }
        let superseded = if rotation.state.back_asked { superseded(cx, &rotation).await? } else { None };
        let mut settling = Settling::new(&loaded, plan, rotation);
        settling.supersedes(superseded);
        let (fact, pending) = match &self.found {
            StepFound::Drawn(Credential { secret: Secret::ToIssue { known, .. }, .. }) => {
                let account = settling.plan().accounts.first().cloned();
                let Settling { secret, rotation, .. } = &mut settling;
                (rotation.account, rotation.known_keys) = (account, Some(known.clone()));
                secret.labels.prepare_none();
                // A key that was made for it before and is gone at the target: nobody was ever given it.
                let gone = loaded.version(&rotation.version).is_some();
                let gone = gone.then(|| SecretChange::RemoveVersion(secret.id, rotation.version.clone()).into());
                settling.push(gone);
                (RunFact::Drawn, PendingValue::Removed)
            }
            StepFound::Drawn(credential) => store(cx, &mut settling, credential, RunFact::Drawn)?,
            StepFound::Issued(credential) => store(cx, &mut settling, credential, RunFact::Set)?,
            StepFound::Fact(fact) => (*fact, PendingValue::Unchanged),
        };
        let next = settling.rotation.state.next(fact).ok_or(CoreError::InUse(Blocker::RotationState))?;
        settling.follow(cx, next)?;
        let taker = StepTaker { name: &self.name, owner: self.owner, pending };
        let taken = if self.goes_on { taker.take(cx, &mut settling).await? } else { Taken::Stopped };
        Ok(Done::changed(taken, settling.changes(cx)))
    }
}

/// Stores a credential as the pending version. Returns what the step found. A credential that cannot be a value of this secret stops the
/// rotation.
fn store(
    cx: &Context<'_>,
    settling: &mut Settling<'_>,
    credential: &Credential,
    stored: RunFact,
) -> Result<(RunFact, PendingValue), CoreError> {
    let stopped = |cause| Ok((RunFact::Failed(cause), PendingValue::Unchanged));
    let Settling { loaded, secret, rotation, .. } = settling;
    let Ok(value) = to_value(secret.kind, credential, cx.now) else { return stopped(RunCause::NoCredential) };
    let Ok(account) = AccountName::new(&credential.account) else { return stopped(RunCause::NoCredential) };
    match store_version(cx, loaded, secret, &rotation.version, (ValueType::Text, &value))? {
        Err(cause) => stopped(cause),
        Ok(changes) => {
            rotation.account = Some(account);
            settling.push(changes);
            Ok((stored, PendingValue::Stored(value)))
        }
    }
}
