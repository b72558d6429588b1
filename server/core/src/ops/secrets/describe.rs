//! DescribeSecret: everything about a secret but its value. Works during the recovery window.

use super::value;
use crate::{
    CoreError,
    engine::{Context, Done, Run},
    facts::{RotationPlanFacts, SecretFacts},
    outline::Outline,
    rows::VersionRow,
};
use std::borrow::Cow;
use strongroom_domain::{Action, SecretName, Stage};

/// Request.
pub struct DescribeSecret {
    /// Which secret.
    pub name: SecretName,
    /// Also tell the shape of the current value: names of keys, no values.
    pub outline: bool,
}

/// Output.
#[derive(Clone, Debug)]
pub struct DescribedSecret {
    /// ARN.
    pub arn: String,
    /// The secret.
    pub secret: SecretFacts,
    /// Number of versions kept.
    pub versions: usize,
    /// Number (`v41`) of the current version.
    pub current_ordinal: Option<u64>,
    /// How it rotates, if it does.
    pub rotation: Option<RotationPlanFacts>,
    /// Shape of the current value, if requested and its key may be used.
    pub outline: Option<Outline>,
}

impl Run for DescribeSecret {
    type Output = DescribedSecret;

    fn action(&self) -> Action {
        Action::DescribeSecret
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.name.as_str().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<DescribedSecret>, CoreError> {
        let loaded = cx.secret(&self.name).await?;
        let current = loaded.secret.labels.resolve(&Stage::Current).and_then(|id| loaded.version(id));
        let outline = match current.filter(|_| self.outline) {
            Some(version) => outline(cx, version).await?,
            None => None,
        };
        Ok(Done::read(DescribedSecret {
            arn: cx.vault.secret_arn(&self.name),
            secret: loaded.secret.clone().into(),
            versions: loaded.versions.len(),
            current_ordinal: current.map(|v| v.ordinal),
            rotation: cx.vault.plan_facts(cx.store(), &loaded.secret, cx.engine.rotation_now()).await?,
            outline,
        }))
    }
}

/// The outline of a version; none while its key is disabled or scheduled for deletion.
async fn outline(cx: &Context<'_>, version: &VersionRow) -> Result<Option<Outline>, CoreError> {
    let versions = cx.vault.versions(cx.store(), version.secret).await?;
    let Some(version) = versions.iter().find(|v| v.id == version.id) else { return Ok(None) };
    match value::outline(cx, version) {
        Ok(outline) => Ok(Some(outline)),
        Err(CoreError::KeyDisabled | CoreError::KeyDeleting) => Ok(None),
        Err(other) => Err(other),
    }
}
