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

/// Request. Only while readers have the new credential and the old one has not been revoked; not for less time than it has. From then on it
/// does not wait for readers.
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
        let now = cx.engine.rotation_now();
        let deadline = now.plus_ms(i64::from(self.seconds) * 1_000);
        let has_s = rotation.deadline.map_or(0, |until| until.0.saturating_sub(now.0).div_euclid(1_000));
        if i64::from(self.seconds) < has_s {
            let min = u32::try_from(has_s).unwrap_or(limits::GRACE_MAX_S);
            let problem = Problem::Range { min, max: limits::GRACE_MAX_S, unit: Unit::Seconds };
            return Err(FieldError::new(Field::Grace, problem).into());
        }
        cx.note(Detail::State, format!("old credential until {}", deadline.rfc3339_seconds()));
        let before = rotation.revision;
        let extended = RotationRow { deadline: Some(deadline), due: deadline, await_readers: false, ..rotation };
        Ok(Done::changed((), vec![put_rotation(cx, before, extended)]))
    }
}
