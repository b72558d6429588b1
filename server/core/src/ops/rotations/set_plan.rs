//! SetRotationPlan: where and how a managed secret rotates.

use crate::{
    Blocker, CoreError, Thing,
    engine::{Context, Done, Loaded, Run},
    ops::plans::{NewRotationPlan, check_current, put_plan},
    ports::{Credential, Expect, RotationChange},
    rotation::from_value,
    rows::{Authenticate, RotationPlanRow},
};
use std::borrow::Cow;
use strongroom_crypto::EnvelopePart;
use strongroom_domain::{AccountName, Action, Field, FieldError, Form, Problem, SecretName, Stage};
use strongroom_trail::Detail;

/// Request. Pausing and what was rotated so far stay as they are.
pub struct SetRotationPlan {
    /// Which secret.
    pub name: SecretName,
    /// Where and how.
    pub plan: NewRotationPlan,
}

impl Run for SetRotationPlan {
    type Output = ();

    fn action(&self) -> Action {
        Action::UpdateSecretRotationPolicy
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.name.as_str().into())
    }

    /// The target is given the secret's value: its servers see it in log-ins.
    fn further(&self) -> &'static [Action] {
        &[Action::GetSecretValue]
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<()>, CoreError> {
        let target = self.plan.target(cx).await?;
        let loaded = cx.secret(&self.name).await?;
        let secret = &loaded.secret;
        if secret.delete_at.is_some() {
            return Err(CoreError::Deleting);
        }
        if !secret.kind.is_managed() {
            return Err(CoreError::InUse(Blocker::GenericSecret));
        }
        let accounts = self.plan.check(secret.kind, target.kind)?;
        check_current(&current(cx, &loaded, &accounts)?, &accounts)?;
        let plan = self.plan.row(cx, secret, &target, accounts)?;
        cx.note(Detail::State, format!("target {}", target.name));
        let change = match cx.vault.plan(cx.store(), secret.id).await? {
            None => RotationChange::PutPlan(plan.authenticate(&cx.vault.keyring), Expect::Absent).into(),
            Some(before) if before.open.is_some() => return Err(CoreError::InUse(Blocker::RotationRuns)),
            Some(before) => {
                let RotationPlanRow { paused, last_rotated, created, revision, .. } = before;
                let last = last_rotated.unwrap_or(secret.created);
                let next_due = plan.next_due_after(last, cx.engine.rotation_now());
                put_plan(cx, revision, RotationPlanRow { paused, last_rotated, created, next_due, ..plan })
            }
        };
        Ok(Done::changed((), vec![change]))
    }
}

/// The credential that readers are given.
fn current(cx: &Context<'_>, loaded: &Loaded, accounts: &[AccountName]) -> Result<Credential, CoreError> {
    let current = loaded.secret.labels.resolve(&Stage::Current).and_then(|id| loaded.version(id));
    let current = current.ok_or(CoreError::NotFound(Thing::Version))?;
    let value = cx.vault.decrypt_part(current, EnvelopePart::Value)?;
    let account = accounts.first().map_or("", AccountName::as_str);
    let malformed = |_| FieldError::new(Field::SecretValue, Problem::Malformed(Form::Credential)).into();
    from_value(loaded.secret.kind, &value, account).map_err(malformed)
}
