//! UpdateSecretRotationPolicy: whether a secret rotates by itself, and how often.

use super::{live, put_plan};
use crate::{
    Blocker, CoreError,
    engine::{Context, Done, Run},
    ops::plans::seed,
    rows::RotationPlanRow,
};
use std::borrow::Cow;
use strongroom_domain::{Action, Field, FieldError, Form, Problem, RotationPeriod, Schedule, SecretName};
use strongroom_trail::Detail;

/// Request. Window and freezes stay as they are.
pub struct UpdateSecretRotationPolicy {
    /// Which secret.
    pub name: SecretName,
    /// Whether it rotates by itself; with how long from one rotation to the next.
    pub automatic: bool,
    /// Time from one rotation to the next; required to rotate by itself, unless it was set before.
    pub period: Option<RotationPeriod>,
}

impl Run for UpdateSecretRotationPolicy {
    type Output = ();

    fn action(&self) -> Action {
        Action::UpdateSecretRotationPolicy
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.name.as_str().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<()>, CoreError> {
        let (loaded, plan) = live(cx, &self.name).await?;
        if plan.open.is_some() {
            return Err(CoreError::InUse(Blocker::RotationRuns));
        }
        let schedule = match (self.period, plan.schedule.clone()) {
            (Some(period), Some(before)) => Some(Schedule { period, ..before }),
            (Some(period), None) => Some(Schedule::each(period)),
            (None, before) => before,
        };
        let next_due = match (&schedule, self.automatic) {
            (None, true) => {
                return Err(FieldError::new(Field::RotationPeriod, Problem::Malformed(Form::Duration)).into());
            }
            (Some(schedule), true) => {
                let last = plan.last_rotated.unwrap_or(loaded.secret.created);
                Some(schedule.next_after(last, cx.engine.rotation_now(), seed(loaded.secret.id)))
            }
            (_, false) => None,
        };
        let state = match &schedule {
            Some(schedule) if self.automatic => format!("every {}", schedule.period),
            _ => "not automatic".to_owned(),
        };
        cx.note(Detail::State, state);
        let before = plan.revision;
        let plan = RotationPlanRow { automatic: self.automatic, schedule, next_due, ..plan };
        Ok(Done::changed((), vec![put_plan(cx, before, plan)]))
    }
}
