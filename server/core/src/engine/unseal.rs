//! Opening the keyring with the root key; rows of an earlier encoding are upgraded first, once.

use super::{Engine, Vault};
use crate::{
    AuthFailure, CoreError, Thing,
    ports::{Commit, InstallationChange, StoreError},
    rows::{ENCODING, InstallationRow, NotVerified, RowUpgrade, Unverified},
};
use std::sync::Arc;
use strongroom_crypto::{Keyring, RootKey};
use strongroom_domain::{Action, Surface};
use strongroom_trail::{Detail, Event, Outcome};

/// Why the core stays sealed.
#[derive(Debug, thiserror::Error)]
pub enum UnsealError {
    /// A row was changed behind the server's back.
    #[error("{0}. Nothing was changed")]
    NotVerified(#[from] NotVerified),
    /// A row is not of the form this program writes.
    #[error("the database holds something unreadable: {0}. Restore it from a backup. Nothing was changed")]
    Unreadable(String),
    /// Not initialised, the root key belongs to another installation, or the store is unavailable.
    #[error(transparent)]
    Core(#[from] CoreError),
}

impl From<StoreError> for UnsealError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotVerified(error) => Self::NotVerified(error),
            StoreError::Corrupt(what) => Self::Unreadable(what),
            other => Self::Core(other.into()),
        }
    }
}

impl Engine {
    /// Opens the keyring with the root key, if it is the right one. Rows that an earlier program authenticated are verified and
    /// authenticated by the present encoding first, all or none. After an error the core stays sealed.
    pub(crate) async fn open(&self, root: &RootKey) -> Result<(), UnsealError> {
        let (mut keyring, mut found) = self.installation(root).await?;
        if found.encoding() == RowUpgrade::FROM {
            self.upgrade_rows(keyring).await?;
            (keyring, found) = self.installation(root).await?;
        }
        let installation = found.verify(&keyring)?;
        let vault = Vault::open(&*self.store, keyring, installation).await?;
        self.bind_policies(&vault).await?;
        vault.load_cmks(&*self.store).await?;
        self.recall_nonces().await?;
        *self.vault.write().unwrap_or_else(|e| e.into_inner()) = Some(Arc::new(vault));
        Ok(())
    }

    async fn installation(&self, root: &RootKey) -> Result<(Keyring, Unverified<InstallationRow>), UnsealError> {
        let found = self.store.installation().await?.ok_or(CoreError::NotFound(Thing::Installation))?;
        let another = CoreError::Unauthenticated(AuthFailure::RootKey);
        let keyring = found.keyring(root).ok_or(another)?;
        Ok((keyring, found))
    }

    /// Upgrades every row in one transaction with its event. Another node may do the same now: then it is done here too.
    async fn upgrade_rows(&self, keyring: Keyring) -> Result<(), UnsealError> {
        tracing::info!(from = RowUpgrade::FROM, to = ENCODING, "upgrading the encoding of rows; this happens once");
        let call = self.system_call(Surface::Scheduler)?;
        let event = super::call::event(&call, Action::Unseal, self.clock.now(), Outcome::Ok);
        let event = Event { details: vec![(Detail::RowEncoding, ENCODING.to_string())], ..event };
        let changes = vec![InstallationChange::Upgrade(RowUpgrade::new(keyring)).into()];
        match self.store.commit(Commit { changes, event, nonce: None }).await {
            Ok(()) => tracing::info!(encoding = ENCODING, "every row was verified and upgraded"),
            Err(StoreError::Conflict) => tracing::info!("another node has upgraded the rows"),
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }
}
