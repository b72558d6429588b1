//! RotateSecret: a rotation now, also of a secret that does not rotate by itself.

use super::{begin::begin, live};
use crate::{
    CoreError,
    engine::{Context, Done, Run},
};
use std::borrow::Cow;
use strongroom_domain::{Action, RotationId, RunTrigger, SecretName, VersionId};
use strongroom_trail::Detail;

/// Request. It begins the rotation and does not wait for it.
pub struct RotateSecret {
    /// Which secret.
    pub name: SecretName,
    /// Id of the new version; made when absent. If the secret has that version, or a rotation that makes it is under way, nothing
    /// is changed.
    pub version: Option<VersionId>,
    /// Whether the credential leaked: the old one is revoked as soon as readers are given the new one, whatever the grace period.
    pub leaked: bool,
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
        let same = open.filter(|rotation| rotation.version == version).map(|rotation| rotation.id);
        if same.is_some() || loaded.version(&version).is_some() {
            cx.version(&version);
            cx.note(Detail::Unchanged, "the version exists, or a rotation that makes it is under way");
            return Ok(Done::read(RotatedSecret { arn, version, rotation: same }));
        }
        let trigger = if self.leaked { RunTrigger::Leak } else { RunTrigger::Caller };
        if self.leaked {
            cx.note(Detail::State, "leaked: the old credential is revoked at once");
        }
        let (id, changes) = begin(cx, &loaded, plan, version.clone(), trigger).await?;
        Ok(Done::changed(RotatedSecret { arn, version, rotation: Some(id) }, changes))
    }
}
