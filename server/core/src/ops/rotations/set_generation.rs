//! SetGenerationPlan: a generic secret gets generated values, and no target is told.

use super::set_plan::replace_plan;
use crate::{
    Blocker, CoreError, Thing,
    engine::{Context, Done, Run, first_revision},
    ops::plans::check_schedule,
    rotation::generated_value,
    rows::RotationPlanRow,
};
use std::borrow::Cow;
use strongroom_crypto::EnvelopePart;
use strongroom_domain::{Action, RotationPlace, Schedule, SecretKind, SecretName, Stage, Strategy, ValueRecipe};
use strongroom_trail::Detail;

/// Request. It takes the place of whatever plan the secret had; pausing and what was rotated so far stay as they are.
pub struct SetGenerationPlan {
    /// Which secret. Values of managed secrets are set at their targets.
    pub name: SecretName,
    /// What values are made of.
    pub recipe: ValueRecipe,
    /// Whether it rotates by itself.
    pub automatic: bool,
    /// When; required to rotate by itself.
    pub schedule: Option<Schedule>,
}

impl Run for SetGenerationPlan {
    type Output = ();

    fn action(&self) -> Action {
        Action::UpdateSecretRotationPolicy
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.name.as_str().into())
    }

    /// From here on it sets values.
    fn further(&self) -> &'static [Action] {
        &[Action::PutSecretValue]
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<()>, CoreError> {
        self.recipe.check()?;
        check_schedule(self.automatic, self.schedule.as_ref())?;
        let loaded = cx.secret(&self.name).await?;
        let secret = &loaded.secret;
        if secret.delete_at.is_some() {
            return Err(CoreError::Deleting);
        }
        if secret.kind != SecretKind::Generic {
            return Err(CoreError::InUse(Blocker::ManagedSecret));
        }
        if self.recipe.key.is_some() {
            // A plan that cannot make the next value is of no use to anyone.
            let current = secret.labels.resolve(&Stage::Current).and_then(|id| loaded.version(id));
            let current = current.ok_or(CoreError::NotFound(Thing::Version))?;
            generated_value(&self.recipe, current.value_type, &cx.vault.decrypt_part(current, EnvelopePart::Value)?)?;
        }
        let plan = RotationPlanRow {
            secret: secret.id,
            place: RotationPlace::Generated(Box::new(self.recipe.clone())),
            strategy: Strategy::Generated,
            accounts: Vec::new(),
            automatic: self.automatic,
            schedule: self.schedule.clone(),
            grace_s: 0,
            await_readers: false,
            rollout: None,
            paused: false,
            config: String::new(),
            next_due: None,
            last_rotated: None,
            open: None,
            created: cx.now,
            revision: first_revision()?,
        };
        let next_due = plan.next_due_after(secret.created, cx.engine.rotation_now());
        cx.note(Detail::State, "generated values");
        Ok(Done::changed((), vec![replace_plan(cx, secret, RotationPlanRow { next_due, ..plan }).await?]))
    }
}
