//! ExtendRotation: the old credential is to work for longer.

use super::{put_rotation, under_way};
use crate::{
    Blocker, CoreError,
    engine::{Context, Done, Run},
    rows::RotationRow,
};
use std::borrow::Cow;
use strongroom_domain::{
    Action, Field, FieldError, Problem, RotationId, RunPhase, RunProgress, SecretName, Unit, limits,
};
use strongroom_trail::Detail;

/// Request. Only while readers have the new credential and the old one has not been revoked.
pub struct ExtendRotation {
    /// Which secret.
    pub name: SecretName,
    /// Which rotation.
    pub rotation: RotationId,
    /// How long the old credential stays valid from now on, in seconds: 1 to [`limits::GRACE_MAX_S`].
    pub seconds: u32,
}

impl Run for ExtendRotation {
    type Output = ();

    fn action(&self) -> Action {
        Action::ExtendRotation
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.name.as_str().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<()>, CoreError> {
        if !(1..=limits::GRACE_MAX_S).contains(&self.seconds) {
            let problem = Problem::Range { min: 1, max: limits::GRACE_MAX_S, unit: Unit::Seconds };
            return Err(FieldError::new(Field::Grace, problem).into());
        }
        let (_, _, rotation) = under_way(cx, &self.name, self.rotation).await?;
        let state = rotation.state;
        let waits = matches!(state.phase, RunPhase::Active | RunPhase::RetryWait) && state.begun.is_none();
        if !waits || state.progress != RunProgress::Promoted {
            return Err(CoreError::InUse(Blocker::RotationState));
        }
        cx.note(Detail::Rotation, rotation.id.to_string());
        let deadline = cx.engine.rotation_now().plus_ms(i64::from(self.seconds) * 1_000);
        cx.note(Detail::State, format!("old credential until {}", deadline.rfc3339_seconds()));
        let due = if rotation.await_readers { rotation.due } else { deadline };
        let before = rotation.revision;
        let extended = RotationRow { deadline: Some(deadline), due, ..rotation };
        Ok(Done::changed((), vec![put_rotation(cx, before, extended)]))
    }
}
