//! UpdateSecretRotationPolicy: whether a secret rotates by itself, and how often.

use super::live;
use crate::{
    CoreError,
    engine::{Context, Done, Run},
    ops::plans::put_plan,
    rows::RotationPlanRow,
};
use std::borrow::Cow;
use strongroom_domain::{
    Action, Field, FieldError, Form, Freeze, Problem, RotationPeriod, RotationWindow, Schedule, SecretName, Timestamp,
};
use strongroom_trail::Detail;

/// Request. A rotation that is under way stays as it is.
pub struct UpdateSecretRotationPolicy {
    /// Which secret.
    pub name: SecretName,
    /// Whether it rotates by itself; with how long from one rotation to the next.
    pub automatic: bool,
    /// Time from one rotation to the next; required to rotate by itself, unless it was set before.
    pub period: Option<RotationPeriod>,
    /// The hours at which a rotation may begin.
    pub window: PartChange<RotationWindow>,
    /// When the first rotation is due.
    pub begins: PartChange<Timestamp>,
    /// When none begins, at most [`FREEZES`](strongroom_domain::limits::FREEZES); they stay as they are if absent. Requires a period, now or before, unless empty.
    pub freezes: Option<Vec<Freeze>>,
}

/// What becomes of a part of a schedule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartChange<T> {
    /// It stays as it is.
    Keep,
    /// This one, or none. Requires a period, now or before.
    Set(Option<T>),
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
        let mut schedule = match (self.period, plan.schedule.clone()) {
            (Some(period), Some(before)) => Some(Schedule { period, ..before }),
            (Some(period), None) => Some(Schedule::each(period)),
            (None, before) => before,
        };
        if let Some(schedule) = &mut schedule {
            if let PartChange::Set(window) = self.window {
                schedule.window = window;
            }
            if let PartChange::Set(begins) = self.begins {
                schedule.begins = begins;
            }
            if let Some(freezes) = &self.freezes {
                schedule.freezes.clone_from(freezes);
            }
            schedule.check()?;
        }
        let without_period = matches!(self.window, PartChange::Set(Some(_)))
            || matches!(self.begins, PartChange::Set(Some(_)))
            || self.freezes.as_ref().is_some_and(|freezes| !freezes.is_empty());
        if (self.automatic || without_period) && schedule.is_none() {
            return Err(FieldError::new(Field::RotationPeriod, Problem::Malformed(Form::Duration)).into());
        }
        let state = match &schedule {
            Some(schedule) if self.automatic => format!("every {}", schedule.period),
            _ => "not automatic".to_owned(),
        };
        cx.note(Detail::State, state);
        let before = plan.revision;
        let last = plan.last_rotated.unwrap_or(loaded.secret.created);
        let plan = RotationPlanRow { automatic: self.automatic, schedule, ..plan };
        let plan = RotationPlanRow { next_due: plan.next_due_after(last, cx.engine.rotation_now()), ..plan };
        Ok(Done::changed((), vec![put_plan(cx, before, plan)]))
    }
}
