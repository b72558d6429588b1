//! Customer master keys as an unsealed core holds them: every one, verified, its own policy compiled.

use super::{
    bindings::own_policy,
    vault::{IDENTITY_MS, Vault},
};
use crate::{
    CoreError, Thing,
    ports::{Store, Uptime},
    rows::{CmkDeletionRow, CmkRow},
};
use std::sync::{Arc, atomic::Ordering};
use strongroom_domain::{CmkId, KeyState, key_arn};
use strongroom_policy::{Attached, Kind};

/// Marks the keys as changed since they were looked at.
const NEVER: i64 = i64::MIN;

/// A customer master key.
pub(crate) struct Cmk {
    pub row: CmkRow,
    /// Its end, if it is scheduled for deletion.
    pub deletion: Option<CmkDeletionRow>,
    /// Its own policy, compiled.
    pub policy: Option<Attached>,
}

impl Vault {
    /// Reads every CMK again, after a change of one. Those that are as before stay compiled.
    pub async fn load_cmks(&self, store: &dyn Store) -> Result<(), CoreError> {
        let rows = self.verified(store.cmks().await?)?;
        for version in self.verified(store.cmk_versions().await?)? {
            if !self.keyring.has_cmk_version(version.cmk.0, version.version) {
                self.keyring.load_cmk_version(version.cmk.0, version.version, &version.encrypted.0)?;
            }
        }
        let deletions = self.verified(store.cmk_deletions().await?)?;
        let before = self.cmks();
        let compiled = |row: CmkRow| {
            let deletion = deletions.iter().find(|deletion| ends(&row, deletion)).cloned();
            match before.iter().find(|cmk| cmk.row == row && cmk.deletion == deletion) {
                Some(same) => same.clone(),
                None => {
                    let policy = own_policy(row.policy.as_ref(), Kind::Resource, || self.key_arn(row.id));
                    Arc::new(Cmk { row, deletion, policy })
                }
            }
        };
        let cmks: Vec<_> = rows.into_iter().map(compiled).collect();
        let mut held = self.cmks.write().unwrap_or_else(|e| e.into_inner());
        // Who read before a change may come here after who read behind it.
        if revisions(&cmks) >= revisions(&held) {
            let removed = held.iter().filter(|old| cmks.iter().all(|cmk| cmk.row.id != old.row.id));
            removed.for_each(|old| self.keyring.forget_cmk(old.row.id.0));
            *held = Arc::new(cmks);
        }
        Ok(())
    }

    /// After a change of a key. If the store is unavailable, the next call tries again.
    pub async fn cmks_changed(&self, store: &dyn Store) -> Result<(), CoreError> {
        self.doubt_cmks();
        self.load_cmks(store).await
    }

    /// Has the next call look whether a key has changed.
    pub fn doubt_cmks(&self) {
        self.cmks_seen.store(NEVER, Ordering::Relaxed);
    }

    /// Looks whether a key has changed: once after a change here, and where other nodes change keys too when the last look
    /// is [`IDENTITY_MS`] ago.
    pub async fn refresh_cmks(&self, store: &dyn Store, Uptime(now): Uptime) -> Result<(), CoreError> {
        let seen = self.cmks_seen.load(Ordering::Relaxed);
        let recent = if store.shared() { (0..IDENTITY_MS).contains(&now.saturating_sub(seen)) } else { seen != NEVER };
        if recent {
            return Ok(());
        }
        if store.cmk_revisions().await? != revisions(&self.cmks()) {
            self.load_cmks(store).await?;
        }
        // Unless a key was changed in the meantime.
        let _ = self.cmks_seen.compare_exchange(seen, now, Ordering::Relaxed, Ordering::Relaxed);
        Ok(())
    }

    /// Every key, oldest first.
    pub fn cmks(&self) -> Arc<Vec<Arc<Cmk>>> {
        self.cmks.read().unwrap_or_else(|e| e.into_inner()).clone()
    }

    pub fn cmk(&self, id: CmkId) -> Result<Arc<Cmk>, CoreError> {
        self.cmks().iter().find(|cmk| cmk.row.id == id).cloned().ok_or(CoreError::NotFound(Thing::Key))
    }

    /// A key that may be used now.
    pub fn usable_cmk(&self, id: CmkId) -> Result<Arc<Cmk>, CoreError> {
        let cmk = self.cmk(id)?;
        match (&cmk.deletion, cmk.row.state) {
            (Some(_), _) => Err(CoreError::KeyDeleting),
            (None, KeyState::Disabled) => Err(CoreError::KeyDisabled),
            (None, KeyState::Enabled) => Ok(cmk),
        }
    }

    pub fn default_cmk(&self) -> Result<CmkId, CoreError> {
        self.cmks().iter().find(|cmk| cmk.row.default).map(|cmk| cmk.row.id).ok_or(CoreError::NotFound(Thing::Key))
    }

    pub fn key_arn(&self, id: CmkId) -> String {
        key_arn(&self.installation.region, &self.installation.account, id)
    }
}

/// Whether this is the end of the key as it is now.
fn ends(key: &CmkRow, deletion: &CmkDeletionRow) -> bool {
    deletion.cmk == key.id && deletion.key_revision == key.revision && key.state == KeyState::Disabled
}

/// As the store counts them: [`cmk_revisions`](crate::ports::KeyStore::cmk_revisions).
fn revisions(cmks: &[Arc<Cmk>]) -> u64 {
    cmks.iter().map(|cmk| cmk.row.revision).sum()
}
