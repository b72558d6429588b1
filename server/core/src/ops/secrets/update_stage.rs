//! UpdateSecretVersionStage: move or remove a label.

use super::{live, require_generic, require_no_rotation, usable_version};
use crate::{
    CoreError, Thing,
    engine::{Context, Done, Run},
    ports::{Expect, SecretChange},
    rows::Authenticate,
};
use std::borrow::Cow;
use strongroom_domain::{Action, SecretName, Stage, VersionId};
use strongroom_trail::Detail;

/// Request. At least one of `to` and `from`; see [`strongroom_domain::LabelMap::update`].
pub struct UpdateSecretVersionStage {
    /// Which secret.
    pub name: SecretName,
    /// Which label.
    pub stage: Stage,
    /// Version that gets it.
    pub to: Option<VersionId>,
    /// Version that loses it.
    pub from: Option<VersionId>,
}

impl Run for UpdateSecretVersionStage {
    type Output = ();

    fn action(&self) -> Action {
        Action::UpdateSecretVersionStage
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.name.as_str().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<()>, CoreError> {
        cx.note(Detail::Stage, self.stage.stored());
        if let Some(from) = &self.from {
            cx.note(Detail::FromVersion, from.as_str());
        }
        if let Some(to) = &self.to {
            cx.version(to);
        }
        let loaded = live(cx, &self.name).await?;
        let before = &loaded.secret;
        require_generic(before)?;
        if let Some(to) = &self.to {
            usable_version(&loaded, to)?;
        }
        if let Some(from) = &self.from {
            loaded.version(from).ok_or(CoreError::NotFound(Thing::Version))?;
        }
        let mut changes = Vec::from_iter(require_no_rotation(cx, before).await?);
        let mut secret = before.clone();
        secret.labels.update(&self.stage, self.to.as_ref(), self.from.as_ref())?;
        secret.updated = cx.now;
        secret.revision += 1;
        changes
            .push(SecretChange::Put(secret.authenticate(&cx.vault.keyring), Expect::Revision(before.revision)).into());
        Ok(Done::changed((), changes))
    }
}
