//! DescribeRotation: how a secret rotates, and one of its rotations.

use super::planned;
use crate::{
    CoreError,
    engine::{Context, Done, Run},
    facts::{RotationFacts, RotationPlanFacts},
};
use std::borrow::Cow;
use strongroom_domain::{Action, RotationId, RunPhase, SecretName, TargetName};

/// Request.
pub struct DescribeRotation {
    /// Which secret.
    pub name: SecretName,
    /// Which rotation; the one that has not ended, if there is one, when absent.
    pub rotation: Option<RotationId>,
}

/// Output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DescribedRotation {
    /// How the secret rotates.
    pub plan: RotationPlanFacts,
    /// Name of the target, if it rotates at one.
    pub target: Option<TargetName>,
    /// The rotation.
    pub rotation: Option<RotationFacts>,
}

impl Run for DescribeRotation {
    type Output = DescribedRotation;

    fn action(&self) -> Action {
        Action::DescribeRotation
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.name.as_str().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<DescribedRotation>, CoreError> {
        let (loaded, plan) = planned(cx, &self.name).await?;
        let rotation = match self.rotation.or(plan.open) {
            Some(id) => Some(RotationFacts::from(cx.vault.rotation(cx.store(), loaded.secret.id, id).await?)),
            None => None,
        };
        let open = rotation.as_ref().filter(|rotation| Some(rotation.id) == plan.open);
        let stuck = open.is_some_and(|rotation| rotation.state.phase == RunPhase::NeedsAPerson);
        let target = match plan.place.target() {
            Some(target) => cx.vault.target(cx.store(), target).await?.map(|target| target.name),
            None => None,
        };
        Ok(Done::read(DescribedRotation {
            plan: RotationPlanFacts::of(plan, stuck, cx.engine.rotation_now()),
            target,
            rotation,
        }))
    }
}
