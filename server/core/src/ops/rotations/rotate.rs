//! RotateSecret: a rotation now, also of a secret that does not rotate by itself.

use super::{
    begin::{RunPace, begin},
    live,
};
use crate::{
    Blocker, CoreError,
    engine::{Context, Done, Run},
    ops::plans::check_rollout,
    rows::RotationPlanRow,
};
use std::borrow::Cow;
use strongroom_domain::{Action, FieldError, Rollout, RotationId, RunTrigger, SecretName, VersionId};
use strongroom_trail::Detail;

/// Request. It begins the rotation and does not wait for it.
pub struct RotateSecret {
    /// Which secret.
    pub name: SecretName,
    /// Id of the new version; made when absent. If the secret has that version, or a rotation that makes it is under way, nothing
    /// is changed; but one that is under way does not become one after a leak.
    pub version: Option<VersionId>,
    /// How fast.
    pub pace: RotationPace,
}

/// How fast a rotation replaces the old credential.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum RotationPace {
    /// As the plan says.
    #[default]
    AsPlanned,
    /// Part of the readers first. Only where old and new credential work at once.
    Gradual(Rollout),
    /// The old credential has leaked: all readers at once, and it is revoked as soon as the new one is proven.
    Leaked,
}

/// Output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RotatedSecret {
    /// ARN.
    pub arn: String,
    /// The version to come.
    pub version: VersionId,
    /// The rotation; `None` if the version was there.
    pub rotation: Option<RotationId>,
}

impl Run for RotateSecret {
    type Output = RotatedSecret;

    fn action(&self) -> Action {
        Action::RotateSecret
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.name.as_str().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<RotatedSecret>, CoreError> {
        let (loaded, plan) = live(cx, &self.name).await?;
        let arn = cx.vault.secret_arn(&self.name);
        let version = self.version.clone().map_or_else(crate::random::version_id, Ok)?;
        let open = cx.vault.open_rotation(cx.store(), &plan).await?;
        let same = open.filter(|rotation| rotation.version == version);
        if same.as_ref().is_some_and(|rotation| !self.pace.is_that_of(rotation.trigger)) {
            return Err(CoreError::InUse(Blocker::RotationRuns));
        }
        let same = same.map(|rotation| rotation.id);
        if same.is_some() || loaded.version(&version).is_some() {
            cx.version(&version);
            cx.note(Detail::Unchanged, "the version exists, or a rotation that makes it is under way");
            return Ok(Done::read(RotatedSecret { arn, version, rotation: same }));
        }
        let pace = self.pace.of(&plan)?;
        if self.pace == RotationPace::Leaked {
            cx.note(Detail::State, "leaked: the old credential is revoked at once");
        }
        let (id, changes) = begin(cx, &loaded, plan, version.clone(), pace, None).await?;
        Ok(Done::changed(RotatedSecret { arn, version, rotation: Some(id) }, changes))
    }
}

impl RotationPace {
    /// Whether a rotation that began for this reason revokes the old credential as early as this pace would.
    fn is_that_of(&self, trigger: RunTrigger) -> bool {
        *self != Self::Leaked || trigger == RunTrigger::Leak
    }

    fn of(&self, plan: &RotationPlanRow) -> Result<RunPace, FieldError> {
        let planned = RunPace::of(plan, RunTrigger::Caller);
        Ok(match self {
            Self::AsPlanned => planned,
            Self::Gradual(rollout) => {
                check_rollout(rollout, plan.strategy)?;
                RunPace { rollout: Some(rollout.clone()), ..planned }
            }
            Self::Leaked => RunPace { await_readers: false, rollout: None, trigger: RunTrigger::Leak },
        })
    }
}
