//! Opening the keyring with the root key; rows of an earlier encoding are upgraded first, once.

use super::{Attempt, AuditKeys, Engine, Place, Share, Vault, Waiter, context::shortened_agent};
use crate::{
    AuthFailure, CoreError, Thing,
    ports::{Commit, InstallationChange, StoreError, TrailChange},
    rows::{ENCODING, InstallationRow, NotVerified, RowUpgrade, Unverified},
};
use std::{net::IpAddr, sync::Arc, time::Duration};
use strongroom_crypto::{
    Keyring, Plaintext, RootKey,
    root::{PassphraseRoot, RootError},
};
use strongroom_domain::{Action, InstallationId, Principal, Surface};
use strongroom_trail::{Actor, Detail, Event, Outcome};

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

/// Why a passphrase did not unseal the core.
#[derive(Debug, thiserror::Error)]
pub enum PassphraseRefused {
    /// Too many tries: this one was not made.
    #[error("too many attempts; retry after {retry_after_s} seconds")]
    Throttled {
        /// Seconds to wait.
        retry_after_s: u32,
    },
    /// Not the passphrase, or the file cannot be used.
    #[error(transparent)]
    Root(#[from] RootError),
    /// The root key does not open the keyring, or the work failed.
    #[error(transparent)]
    Unseal(#[from] UnsealError),
}

/// How long the gate stays closed after a wrong passphrase: the only limit for guesses from everywhere.
const WRONG_PASSPHRASE_PAUSE: Duration = Duration::from_secs(1);

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
    /// Unseals with a passphrase that somebody entered. The try is counted before it is made, and a wrong one is recorded. One
    /// passphrase is stretched at a time, and to its end even if nobody waits for it any more.
    ///
    /// # Errors
    /// The core stays sealed; the error says why.
    pub async fn unseal_by_passphrase(
        &self,
        root: PassphraseRoot,
        passphrase: Plaintext,
        address: Option<IpAddr>,
        agent: &str,
    ) -> Result<(), PassphraseRefused> {
        let counters = self.attempts.counters(Attempt::Unseal, "", Place::of(address));
        let wait = self.attempts.begin(&counters, self.clock.uptime());
        if wait > 0 {
            return Err(PassphraseRefused::Throttled { retry_after_s: wait });
        }
        let work = move || {
            let loaded = root.load(&passphrase);
            if matches!(loaded, Err(RootError::WrongPassphrase(_))) {
                std::thread::sleep(WRONG_PASSPHRASE_PAUSE);
            }
            loaded
        };
        let loaded = match self.gate.run(Waiter::Stranger(address), Share::Whole, work).await {
            Ok(loaded) => loaded,
            Err(CoreError::Throttled { retry_after_s }) => {
                self.attempts.not_made(&counters);
                return Err(PassphraseRefused::Throttled { retry_after_s });
            }
            Err(other) => return Err(UnsealError::Core(other).into()),
        };
        match loaded {
            Ok(key) => {
                self.attempts.succeeded(&counters);
                Ok(self.unseal(&key).await?)
            }
            Err(refused) => {
                self.record_wrong_passphrase(address, agent, &refused).await;
                Err(refused.into())
            }
        }
    }

    async fn record_wrong_passphrase(&self, address: Option<IpAddr>, agent: &str, refused: &RootError) {
        let Ok(request) = self.request_id() else { return };
        let code = CoreError::Unauthenticated(AuthFailure::RootKey).code().name().to_owned();
        let reason = match refused {
            RootError::WrongPassphrase(_) => "wrong passphrase",
            _ => "the root key cannot be used",
        };
        let event = Event {
            time: self.clock.now(),
            request,
            action: Action::Unseal,
            surface: Surface::Console,
            actor: Actor::from(&Principal::anonymous("")),
            address,
            agent: shortened_agent(agent),
            target: None,
            outcome: Outcome::Failed { code, reason: reason.to_owned() },
            details: Vec::new(),
        };
        if let Err(error) = self.store.commit(Commit { changes: Vec::new(), event, nonce: None }).await {
            tracing::warn!(%error, "a wrong passphrase could not be recorded");
        }
    }

    /// Opens the keyring with the root key, if it is the right one. Rows that an earlier program authenticated are verified and
    /// authenticated by the present encoding first, all or none. After an error the core stays sealed.
    pub(crate) async fn open(&self, root: &RootKey) -> Result<(), UnsealError> {
        let (mut keyring, mut found) = self.installation(root).await?;
        if RowUpgrade::is_for(found.encoding()) {
            self.upgrade_rows(found.encoding(), keyring).await?;
            (keyring, found) = self.installation(root).await?;
        }
        let installation = found.verify(&keyring)?;
        self.authenticate_blocks(&keyring, installation.id).await?;
        let vault = Vault::open(&*self.store, keyring, installation).await?;
        self.bind_policies(&vault).await?;
        vault.load_cmks(&*self.store).await?;
        self.recall_nonces().await?;
        *self.vault.write().unwrap_or_else(|e| e.into_inner()) = Some(Arc::new(vault));
        // The server serves on whatever it finds; the next look is within a minute.
        if let Err(error) = self.compare_with_outside().await {
            tracing::warn!(%error, "the audit trail could not be compared with the checkpoints outside the database yet");
        }
        Ok(())
    }

    /// From here on blocks of the trail have MACs. Those of an earlier program get theirs, once: never if checkpoints outside the database say
    /// that they had some before.
    async fn authenticate_blocks(&self, keyring: &Keyring, installation: InstallationId) -> Result<(), UnsealError> {
        let keys = AuditKeys::of(keyring, installation)?;
        self.store.authenticate_blocks(keys.blocks.clone());
        if !self.store.lacks_macs().await? || self.integrity.has_outside(&keys).await {
            return Ok(());
        }
        tracing::info!("authenticating the audit events of an earlier program; this happens once");
        let call = self.system_call(Surface::Scheduler)?;
        let event = super::context::event(&call, Action::Unseal, self.clock.now(), Outcome::Ok);
        let state = "the audit events of an earlier program are authenticated from here on";
        let event = Event { details: vec![(Detail::State, state.to_owned())], ..event };
        let changes = vec![TrailChange::Authenticate(keys.blocks).into()];
        match self.store.commit(Commit { changes, event, nonce: None }).await {
            Ok(()) => tracing::info!("the audit events of an earlier program are authenticated"),
            Err(StoreError::Conflict) => tracing::info!("another node has authenticated the audit events"),
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    async fn installation(&self, root: &RootKey) -> Result<(Keyring, Unverified<InstallationRow>), UnsealError> {
        let found = self.store.installation().await?.ok_or(CoreError::NotFound(Thing::Installation))?;
        let another = CoreError::Unauthenticated(AuthFailure::RootKey);
        let keyring = found.keyring(root, &self.store.root_keys().await?)?.ok_or(another)?;
        Ok((keyring, found))
    }

    /// Upgrades every row in one transaction with its event. Another node may do the same now: then it is done here too.
    async fn upgrade_rows(&self, from: u32, keyring: Keyring) -> Result<(), UnsealError> {
        let Some(upgrade) = RowUpgrade::new(from, Arc::new(keyring)) else { return Ok(()) };
        tracing::info!(from, to = ENCODING, "upgrading the encoding of rows; this happens once");
        let call = self.system_call(Surface::Scheduler)?;
        let event = super::context::event(&call, Action::Unseal, self.clock.now(), Outcome::Ok);
        let event = Event { details: vec![(Detail::RowEncoding, ENCODING.to_string())], ..event };
        let changes = vec![InstallationChange::Upgrade(upgrade).into()];
        match self.store.commit(Commit { changes, event, nonce: None }).await {
            Ok(()) => tracing::info!(encoding = ENCODING, "every row was verified and upgraded"),
            Err(StoreError::Conflict) => tracing::info!("another node has upgraded the rows"),
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }
}
