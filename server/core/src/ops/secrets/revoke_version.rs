//! RevokeSecretVersion: a version can no longer be read, or again.

use super::{live, require_generic};
use crate::{
    Blocker, CoreError, Thing,
    engine::{Context, Done, Run},
    ports::{Change, Expect, SecretChange},
    rows::{Authenticate, VersionRow},
};
use std::borrow::Cow;
use strongroom_domain::{Action, SecretName, Since, Stage, VersionId};
use strongroom_trail::Detail;

/// Request. The value stays, for those who have [`Action::ReadRevokedVersion`]; it cannot become current or be copied.
pub struct RevokeSecretVersion {
    /// Which secret. Versions of managed secrets are revoked by rotations.
    pub name: SecretName,
    /// Which version. Not the current one: readers would have none.
    pub version: VersionId,
    /// Whether it is revoked; if not, it can be read again. Who did not revoke it also needs [`Action::ReadRevokedVersion`] for that.
    pub revoked: bool,
}

impl Run for RevokeSecretVersion {
    type Output = ();

    fn action(&self) -> Action {
        Action::RevokeSecretVersion
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.name.as_str().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<()>, CoreError> {
        let loaded = live(cx, &self.name).await?;
        require_generic(&loaded.secret)?;
        cx.version(&self.version);
        let version = loaded.version(&self.version).ok_or(CoreError::NotFound(Thing::Version))?;
        if self.revoked && loaded.secret.labels.resolve(&Stage::Current) == Some(&self.version) {
            return Err(CoreError::InUse(Blocker::CurrentVersion));
        }
        let by_another = version.revoked.as_ref().is_some_and(|revoked| revoked.what != cx.call.principal.name);
        if !self.revoked && by_another {
            cx.require_secret(Action::ReadRevokedVersion, &loaded)?;
        }
        if version.revoked.is_some() == self.revoked {
            cx.note(Detail::Unchanged, if self.revoked { "it is revoked" } else { "it is not revoked" });
            return Ok(Done::read(()));
        }
        cx.note(Detail::State, if self.revoked { "revoked" } else { "can be read" });
        let revoked = self.revoked.then(|| Box::new(Since::new(cx.call.principal.name.clone(), cx.now)));
        let version = VersionRow { revoked, ..version.clone() };
        let mut secret = loaded.secret.clone();
        let before = secret.revision;
        (secret.updated, secret.revision) = (cx.now, before + 1);
        let changes: Vec<Change> = vec![
            SecretChange::RemoveVersion(secret.id, version.id.clone()).into(),
            SecretChange::PutVersion(version.authenticate(&cx.vault.keyring)).into(),
            SecretChange::Put(secret.authenticate(&cx.vault.keyring), Expect::Revision(before)).into(),
        ];
        Ok(Done::changed((), changes))
    }
}
