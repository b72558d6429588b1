//! SetRotationPlan: where and how a secret rotates at a target.

use crate::{
    Blocker, CoreError, Thing,
    engine::{Context, Done, Loaded, Run},
    ops::plans::{NewRotationPlan, check_current, put_plan},
    ports::{Change, Credential, Expect, RotationChange},
    rotation::from_value,
    rows::{Authenticate, RotationPlanRow, SecretRow},
};
use std::borrow::Cow;
use strongroom_crypto::EnvelopePart;
use strongroom_domain::{
    AccountName, Action, Field, FieldError, Form, Problem, SecretKind, SecretName, Stage, TargetKind, ValueType,
};
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
        if secret.kind == SecretKind::Generic && target.kind != TargetKind::Function {
            return Err(CoreError::InUse(Blocker::GenericSecret));
        }
        let accounts = self.plan.check(secret.kind, target.kind)?;
        check_current(&current(cx, &loaded, &accounts)?, &accounts, self.plan.strategy)?;
        let plan = self.plan.row(cx, secret, &target, accounts)?;
        cx.note(Detail::State, format!("target {}", target.name));
        Ok(Done::changed((), vec![replace_plan(cx, secret, plan).await?]))
    }
}

/// The change that gives a secret a plan, in place of the one that it may have.
pub(super) async fn replace_plan(
    cx: &Context<'_>,
    secret: &SecretRow,
    plan: RotationPlanRow,
) -> Result<Change, CoreError> {
    Ok(match cx.vault.plan(cx.store(), secret.id).await? {
        None => RotationChange::PutPlan(plan.authenticate(&cx.vault.keyring), Expect::Absent).into(),
        Some(before) if before.open.is_some() => return Err(CoreError::InUse(Blocker::RotationRuns)),
        Some(before) => {
            let RotationPlanRow { paused, last_rotated, created, revision, .. } = before;
            let last = last_rotated.unwrap_or(secret.created);
            let next_due = plan.next_due_after(last, cx.engine.rotation_now());
            put_plan(cx, revision, RotationPlanRow { paused, last_rotated, created, next_due, ..plan })
        }
    })
}

/// The credential that readers are given.
fn current(cx: &Context<'_>, loaded: &Loaded, accounts: &[AccountName]) -> Result<Credential, CoreError> {
    let current = loaded.secret.labels.resolve(&Stage::Current).and_then(|id| loaded.version(id));
    let current = current.ok_or(CoreError::NotFound(Thing::Version))?;
    let value = cx.vault.decrypt_part(current, EnvelopePart::Value)?;
    // A function is given text.
    if loaded.secret.kind == SecretKind::Generic && current.value_type != ValueType::Text {
        return Err(FieldError::new(Field::SecretValue, Problem::Malformed(Form::Text)).into());
    }
    let account = accounts.first().map_or("", AccountName::as_str);
    let malformed = |_| FieldError::new(Field::SecretValue, Problem::Malformed(Form::Credential)).into();
    from_value(loaded.secret.kind, &value, account).map_err(malformed)
}
