//! ReportRotationStep: what a step found, and what follows. The server's own work.

use super::{
    require_server,
    roll_back::superseded,
    settle::{Settling, settle},
    store_version::store_version,
    under_way,
};
use crate::{
    Blocker, CoreError,
    engine::{Context, Done, Loaded, Run},
    ports::{Change, Credential, Secret, SecretChange},
    rotation::to_value,
    rows::{RotationRow, SecretRow},
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
    type Output = ();

    fn action(&self) -> Action {
        Action::ReportRotationStep
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.name.as_str().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<()>, CoreError> {
        require_server(cx)?;
        // Also in the recovery window: what readers would be given must stay what the target has.
        let (loaded, plan, mut rotation) = under_way(cx, &self.name, self.rotation).await?;
        let holds = rotation.lease.is_some_and(|lease| lease.owner == self.owner) && rotation.fence == self.fence;
        if !holds {
            return Err(CoreError::InUse(Blocker::StepTaken));
        }
        let mut secret = loaded.secret.clone();
        let (mut changes, fact) = match &self.found {
            StepFound::Drawn(Credential { secret: Secret::ToIssue { known, .. }, .. }) => {
                rotation.account = plan.accounts.first().cloned();
                rotation.known_keys = Some(known.clone());
                // A key that was made for it before and is gone at the target: nobody was ever given it.
                let gone = loaded.version(&rotation.version).is_some();
                let gone = gone.then(|| SecretChange::RemoveVersion(secret.id, rotation.version.clone()).into());
                secret.labels.prepare_none();
                (gone.into_iter().collect(), RunFact::Drawn)
            }
            StepFound::Drawn(credential) => store(cx, &loaded, &mut secret, &mut rotation, credential, RunFact::Drawn)?,
            StepFound::Issued(credential) => store(cx, &loaded, &mut secret, &mut rotation, credential, RunFact::Set)?,
            StepFound::Fact(fact) => (Vec::new(), *fact),
        };
        let next = rotation.state.next(fact).ok_or(CoreError::InUse(Blocker::RotationState))?;
        let superseded = if rotation.state.back_asked { superseded(cx, &rotation).await? } else { None };
        changes.extend(settle(cx, Settling { loaded: &loaded, secret, plan, rotation, superseded }, next)?);
        Ok(Done::changed((), changes))
    }
}

/// Stores a credential as the pending version. One that cannot be a value of this secret stops the rotation.
fn store(
    cx: &mut Context<'_>,
    loaded: &Loaded,
    secret: &mut SecretRow,
    rotation: &mut RotationRow,
    credential: &Credential,
    stored: RunFact,
) -> Result<(Vec<Change>, RunFact), CoreError> {
    let stopped = |cause| Ok((Vec::new(), RunFact::Failed(cause)));
    let Ok(value) = to_value(secret.kind, credential, cx.now) else { return stopped(RunCause::NoCredential) };
    let Ok(account) = AccountName::new(&credential.account) else { return stopped(RunCause::NoCredential) };
    match store_version(cx, loaded, secret, &rotation.version, (ValueType::Text, &value))? {
        Err(cause) => stopped(cause),
        Ok(changes) => {
            rotation.account = Some(account);
            Ok((changes, stored))
        }
    }
}
