//! The door: every request of every surface enters through [`Engine::call`].

mod access;
mod ages;
mod attempts;
mod authenticate;
mod bindings;
mod call;
mod circumstances;
mod cmks;
mod contention;
mod context;
mod count;
mod cursors;
mod devices;
mod examples;
mod gate;
mod grants;
mod guard;
mod integrity;
mod last_use;
mod nonces;
mod notices;
mod reauthentication;
mod refused_log;
mod required;
mod rotations;
mod seen;
mod self_grant;
mod session;
mod stamp;
mod touched;
mod unseal;
mod vault;
mod weight;

pub use access::Abilities;
pub(crate) use access::{AuthorizationQuery, Rights, key_use, without_policy};
pub(crate) use attempts::{Attempt, Counters, Place};
pub use authenticate::{ClaimedRequest, KeyProof};
pub use call::{Browser, Call, Operation};
pub(crate) use call::{Done, PASSKEY_REFUSED, Run};
pub use circumstances::{AskedTime, Circumstances, Transport};
pub(crate) use cmks::Cmk;
pub(crate) use context::Context;
pub use devices::DeviceMark;
pub(crate) use devices::{CountedTry, waiter};
pub(crate) use gate::{Share, Waiter};
pub(crate) use grants::{Draft, Grants, Identity};
pub(crate) use guard::{administrator_access, has_administrator, would_administer};
pub(crate) use integrity::{AuditKeys, records};
pub use integrity::{CheckpointFacts, Integrity, OutsideState, TrailAlarm, Trusted};
pub(crate) use seen::first_revision;
pub use seen::{Seen, SeenThing, Still};
pub(crate) use session::Session;
pub use stamp::STAMP;
pub use unseal::{PassphraseRefused, UnsealError};
pub(crate) use vault::{ACCESS_KEY, CHANNEL_SECRET, Loaded, MFA_DEVICE, PASSKEY, TARGET_MANAGER, Vault};

use crate::{
    Blocker, CoreError,
    nonce::NonceGuard,
    ports::{Clock, Messenger, Moment, Store, Uptime},
};
use ages::Ages;
use attempts::Attempts;
use contention::Contention;
use gate::Gate;
use integrity::IntegrityWatch;
use last_use::Uses;
use nonces::OtherNonces;
use refused_log::RefusedLog;
use stamp::ProcessMark;
use std::sync::{Arc, OnceLock, RwLock};
use strongroom_crypto::passkey::RelyingParty;
use strongroom_domain::{RequestId, Timestamp};
use tokio::sync::Notify;

/// The core. One per process; cheap to share.
pub struct Engine {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) attempts: Attempts,
    pub(crate) gate: Gate,
    pub(crate) integrity: IntegrityWatch,
    ages: Ages,
    mark: ProcessMark,
    passkeys: OnceLock<RelyingParty>,
    nonces: NonceGuard,
    contention: Contention,
    other_nonces: OtherNonces,
    /// Of signatures.
    refused: RefusedLog,
    /// Of sign-ins that were not tried.
    turned_away: RefusedLog,
    uses: Uses,
    /// Told of each change of a rotation, for whoever does its steps.
    pub(crate) rotations: Arc<Notify>,
    /// The same, for those who watch.
    pub(crate) rotation_changes: Arc<Notify>,
    /// Told of each new notice and message.
    pub(crate) notices: Arc<Notify>,
    messenger: OnceLock<Arc<dyn Messenger>>,
    vault: RwLock<Option<Arc<Vault>>>,
    /// When it was made.
    started: Moment,
}

impl Engine {
    /// A sealed core over a store.
    pub fn new(store: Arc<dyn Store>, clock: Arc<dyn Clock>) -> Self {
        Self {
            started: clock.moment(),
            store,
            clock,
            attempts: Attempts::default(),
            gate: Gate::default(),
            integrity: IntegrityWatch::default(),
            ages: Ages::default(),
            mark: ProcessMark::default(),
            passkeys: OnceLock::new(),
            nonces: NonceGuard::default(),
            contention: Contention::default(),
            other_nonces: OtherNonces::default(),
            refused: RefusedLog::default(),
            turned_away: RefusedLog::default(),
            uses: Uses::default(),
            rotations: Arc::default(),
            rotation_changes: Arc::default(),
            notices: Arc::default(),
            messenger: OnceLock::new(),
            vault: RwLock::new(None),
        }
    }

    /// Accepts passkeys on pages of these origins, such as `https://secrets.example.org`. Without this, or if all of them are
    /// bare addresses, there are no passkeys. Call it once; a second call changes nothing.
    pub fn accept_passkeys_from(&self, origins: &[String]) {
        if let Some(party) = RelyingParty::new(origins) {
            self.passkeys.get_or_init(|| party);
        }
    }

    /// Delivers messages to notification channels with this. Without it they wait. Call it once; a second call changes nothing.
    pub fn deliver_with(&self, messenger: Arc<dyn Messenger>) {
        self.messenger.get_or_init(|| messenger);
    }

    pub(crate) fn messenger(&self) -> Option<&Arc<dyn Messenger>> {
        self.messenger.get()
    }

    /// The origin whose pages may use passkeys, if any.
    pub fn passkey_origin(&self) -> Option<&str> {
        self.passkeys.get().map(RelyingParty::origin)
    }

    pub(crate) fn relying_party(&self) -> Result<&RelyingParty, CoreError> {
        self.passkeys.get().ok_or(CoreError::InUse(Blocker::NoPasskeys))
    }

    /// Whether the keyring is closed: nothing but health and unsealing works.
    pub fn is_sealed(&self) -> bool {
        self.vault.read().unwrap_or_else(|e| e.into_inner()).is_none()
    }

    /// Account and region, once unsealed.
    pub fn account(&self) -> Option<(String, String)> {
        self.vault().ok().map(|v| (v.installation.account.clone(), v.installation.region.clone()))
    }

    /// Now, by the injected monotonic clock: for ages within this process.
    pub fn uptime(&self) -> Uptime {
        self.clock.uptime()
    }

    /// Now, for rotations: by whichever clock says that it is later. A wall clock that is set back delays no step.
    pub(crate) fn rotation_now(&self) -> Timestamp {
        let now = self.clock.moment();
        now.now.max(self.started.now.plus_ms(now.uptime.since_ms(self.started.uptime)))
    }

    /// Now, by the injected wall clock.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Whether operations can be expected to succeed; for health checks. Answers within about two seconds.
    ///
    /// # Errors
    /// Sealed, or the store takes no commits.
    pub async fn ready(&self) -> Result<(), CoreError> {
        self.vault()?;
        self.store.ready().await?;
        Ok(())
    }

    /// Nonces of reads that were forgotten before their time; see [`crate::NONCE_BOUND`].
    pub fn nonces_forgotten(&self) -> u64 {
        self.nonces.forgotten()
    }

    /// A fresh request id.
    ///
    /// # Errors
    /// The machine gives no randomness.
    pub fn request_id(&self) -> Result<RequestId, CoreError> {
        Ok(RequestId(crate::random::id(self.now())?))
    }

    /// Starts the MAC of a backup.
    ///
    /// # Errors
    /// Sealed.
    pub fn backup_mac(&self) -> Result<strongroom_crypto::StreamMac, CoreError> {
        Ok(self.vault()?.keyring.backup_mac())
    }

    /// The keyed fingerprint of a session id or a similar token, for stores that must not hold the token itself.
    ///
    /// # Errors
    /// Sealed.
    pub fn token_fingerprint(&self, purpose: &str, token: &[u8]) -> Result<[u8; 16], CoreError> {
        Ok(self.vault()?.keyring.token_fingerprint(purpose, token))
    }

    /// Encrypts a small record of an adapter, such as a console session, bound to its purpose and id.
    ///
    /// # Errors
    /// Sealed, or the machine gives no randomness.
    pub fn encrypt_record(&self, purpose: &str, id: &[u8], record: &[u8]) -> Result<Vec<u8>, CoreError> {
        Ok(self.vault()?.keyring.encrypt_record(purpose, id, record)?)
    }

    /// Decrypts what [`Engine::encrypt_record`] encrypted.
    ///
    /// # Errors
    /// Sealed, or not what was encrypted for this purpose and id.
    pub fn decrypt_record(
        &self,
        purpose: &str,
        id: &[u8],
        encrypted: &[u8],
    ) -> Result<strongroom_crypto::Plaintext, CoreError> {
        Ok(self.vault()?.keyring.decrypt_record(purpose, id, encrypted)?)
    }

    pub(crate) fn vault(&self) -> Result<Arc<Vault>, CoreError> {
        self.vault.read().unwrap_or_else(|e| e.into_inner()).clone().ok_or(CoreError::Sealed)
    }
}
