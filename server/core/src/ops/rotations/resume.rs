//! ResumeRotation: a person has seen to what stopped a rotation, or does not want to wait.

use super::{settle::Settling, under_way};
use crate::{
    Blocker, CoreError,
    engine::{Context, Done, Run},
    rows::RotationRow,
};
use std::borrow::Cow;
use strongroom_domain::{Action, RotationId, RunFact, RunProgress, SecretName};

/// Request. What needs a person goes on with a probe; what waits is tried at once; what part of the readers have is given to all; an old
/// credential that may still work is revoked at once.
pub struct ResumeRotation {
    /// Which secret.
    pub name: SecretName,
    /// Which rotation.
    pub rotation: RotationId,
}

impl Run for ResumeRotation {
    type Output = ();

    fn action(&self) -> Action {
        Action::ResumeRotation
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.name.as_str().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<()>, CoreError> {
        let (loaded, plan, rotation) = under_way(cx, &self.name, self.rotation).await?;
        let next = rotation.state.next(RunFact::Resume).ok_or(CoreError::InUse(Blocker::RotationState))?;
        // The old credential serves no more time. What is offered keeps its time: the machine gives it to all readers, or looks again.
        let deadline = match rotation.state.progress {
            RunProgress::Promoted => Some(cx.engine.rotation_now()),
            _ => rotation.deadline,
        };
        let rotation = RotationRow { deadline, ..rotation };
        let mut settling = Settling::new(&loaded, plan, rotation);
        settling.follow(cx, next)?;
        Ok(Done::changed((), settling.changes(cx)))
    }
}
