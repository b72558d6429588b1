//! PurgeSecret: removes one secret whose recovery window has ended. The server's own work.

use crate::{
    Blocker, CoreError,
    engine::{Context, Done, Engine, Run},
    ports::{Expect, SecretChange},
};
use std::borrow::Cow;
use strongroom_domain::{Action, SecretName, Surface};

/// Secrets removed in one sweep.
const BATCH: u32 = 200;

/// Request.
pub struct PurgeSecret {
    /// Which secret.
    pub name: SecretName,
}

impl Run for PurgeSecret {
    type Output = ();

    fn action(&self) -> Action {
        Action::PurgeSecret
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.name.as_str().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<()>, CoreError> {
        let loaded = cx.secret(&self.name).await?;
        if loaded.secret.delete_at.is_none_or(|end| end > cx.now) {
            return Err(CoreError::InUse(Blocker::RecoveryWindow));
        }
        let expect = Expect::Revision(loaded.secret.revision);
        Ok(Done::changed((), vec![SecretChange::Remove(loaded.secret.id, expect).into()]))
    }
}

impl Engine {
    /// Removes secrets whose recovery window has ended, and keys whose time has; called about once a minute. Returns how many.
    ///
    /// # Errors
    /// Sealed, or the store is unavailable. One secret that cannot be removed does not keep the others.
    pub async fn sweep(&self) -> Result<usize, CoreError> {
        let vault = self.vault()?;
        let due = self.store.purgeable(self.clock.now(), BATCH).await?;
        let mut removed = 0;
        for secret in due {
            let removal = async {
                let name = secret.verify(&vault.keyring)?.name;
                self.call(&self.system_call(Surface::Scheduler)?, &PurgeSecret { name }).await
            };
            match removal.await {
                Ok(()) => removed += 1,
                Err(error) => tracing::warn!(%error, "a secret at the end of its recovery window could not be removed"),
            }
        }
        Ok(removed + self.sweep_keys(&vault).await?)
    }
}
