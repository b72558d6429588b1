//! PauseRotation: nothing begins by itself for now.

use super::live;
use crate::{
    CoreError,
    engine::{Context, Done, Run},
    ops::plans::put_plan,
    rows::RotationPlanRow,
};
use std::borrow::Cow;
use strongroom_domain::{Action, SecretName};
use strongroom_trail::Detail;

/// Request. A rotation that has begun goes on; a date that passes during the pause is caught up after it.
pub struct PauseRotation {
    /// Which secret.
    pub name: SecretName,
    /// Whether it pauses from here on.
    pub paused: bool,
}

impl Run for PauseRotation {
    type Output = ();

    fn action(&self) -> Action {
        Action::PauseRotation
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.name.as_str().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<()>, CoreError> {
        let (_, plan) = live(cx, &self.name).await?;
        cx.note(Detail::State, if self.paused { "paused" } else { "not paused" });
        let before = plan.revision;
        Ok(Done::changed((), vec![put_plan(cx, before, RotationPlanRow { paused: self.paused, ..plan })]))
    }
}
