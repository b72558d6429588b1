//! PurgeKey: removes one key whose time has ended. The server's own work.

use super::{fresh, schedule_deletion::encrypts};
use crate::{
    Blocker, CoreError,
    engine::{Context, Done, Engine, Run, Vault},
    ports::{Expect, KeyChange},
    rows::{Authenticate, CmkRow},
};
use std::borrow::Cow;
use strongroom_domain::{Action, CmkId, Surface};

/// Request.
pub struct PurgeKey {
    /// Which key.
    pub id: CmkId,
}

impl Run for PurgeKey {
    type Output = ();

    fn action(&self) -> Action {
        Action::PurgeKey
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.id.to_string().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<()>, CoreError> {
        let key = fresh(cx, self.id).await?;
        if key.deletion.as_ref().is_none_or(|deletion| deletion.delete_at > cx.now) {
            return Err(CoreError::InUse(Blocker::RecoveryWindow));
        }
        // Created by another node while the key was being scheduled.
        if encrypts(cx, self.id).await? {
            return Err(CoreError::InUse(Blocker::KeyHasSecrets));
        }
        // The sum of all revisions tells other nodes that a key has changed: the default key takes over what this one added.
        let default = cx.vault.cmk(cx.vault.default_cmk()?)?;
        let revision = default.row.revision + key.row.revision + 1;
        let heir = CmkRow { revision, ..default.row.clone() }.authenticate(&cx.vault.keyring);
        let changes = vec![
            KeyChange::Remove(self.id, Expect::Revision(key.row.revision)).into(),
            KeyChange::Put(heir, Expect::Revision(default.row.revision)).into(),
        ];
        Ok(Done::changed((), changes))
    }
}

impl Engine {
    /// Removes keys whose time has ended; returns how many. A key that still encrypts a secret stays.
    pub(crate) async fn sweep_keys(&self, vault: &Vault) -> Result<usize, CoreError> {
        let now = self.now();
        let due: Vec<CmkId> = vault
            .cmks()
            .iter()
            .filter(|cmk| cmk.deletion.as_ref().is_some_and(|deletion| deletion.delete_at <= now))
            .map(|cmk| cmk.row.id)
            .collect();
        let mut removed = 0;
        if due.is_empty() {
            return Ok(removed);
        }
        let used = self.store.cmk_usage().await?;
        for id in due {
            if used.iter().any(|(key, secrets)| *key == id && *secrets > 0) {
                tracing::warn!(key = %id, "a key at the end of its time is kept, because secrets are encrypted with it");
                continue;
            }
            match self.call(&self.system_call(Surface::Scheduler)?, &PurgeKey { id }).await {
                Ok(()) => removed += 1,
                Err(error) => tracing::warn!(%error, key = %id, "a key at the end of its time could not be removed"),
            }
        }
        Ok(removed)
    }
}
