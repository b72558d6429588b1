//! Whether the trail is what was written: checkpoints, their comparison with those outside the database, and a sweep in the background.
//!
//! No call waits for any of it. What is found wrong is kept as an alarm until a look over the same place finds it right, is logged, and is
//! shown where people look at the trail; the server goes on.

mod checkpoint;
mod compare;
pub(crate) mod records;
mod sweep;
mod trust;

pub use trust::Trusted;

use super::Engine;
use crate::{
    CoreError,
    ports::{DerivedFault, OutsideCheckpoints, OutsideError},
    rows::BlockKey,
};
use std::sync::{
    Arc, Mutex, OnceLock, PoisonError,
    atomic::{AtomicU64, Ordering},
};
use strongroom_crypto::{CheckpointSigner, Keyring};
use strongroom_domain::{InstallationId, Timestamp};
use strongroom_trail::{Checkpoint, CheckpointKey, SignedCheckpoint, TrailFault, hex};

/// Something about the trail that a person must look into.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TrailAlarm {
    /// Events, chains or checkpoints.
    #[error(transparent)]
    Trail(#[from] TrailFault),
    /// What is derived from events.
    #[error(transparent)]
    Derived(#[from] DerivedFault),
}

/// A checkpoint, for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CheckpointFacts {
    /// Its number.
    pub number: u64,
    /// When it was made.
    pub time: Timestamp,
    /// Blocks it covers.
    pub blocks: u64,
}

impl From<&Checkpoint> for CheckpointFacts {
    fn from(checkpoint: &Checkpoint) -> Self {
        Self { number: checkpoint.number, time: checkpoint.time, blocks: checkpoint.tree.size }
    }
}

/// The copy outside the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OutsideState {
    /// This process keeps none.
    Off,
    /// Nothing was there when this process first looked: what was cut off before cannot be noticed. Since then it is kept.
    Missing,
    /// Its newest checkpoint.
    Kept(CheckpointFacts),
    /// It cannot be used.
    Failed(OutsideError),
}

/// What is known about the trail at this moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Integrity {
    /// The newest checkpoint in the database.
    pub checkpoint: Option<CheckpointFacts>,
    /// The copy outside.
    pub outside: OutsideState,
    /// Where that is.
    pub place: Option<String>,
    /// Whether it had to be begun anew by this process, because nothing was there beside checkpoints in the database.
    pub begun_anew: bool,
    /// When the background sweep last ended.
    pub swept: Option<Timestamp>,
    /// The public key of checkpoints, in hexadecimal.
    pub public_key: Option<String>,
    /// What is wrong.
    pub alarm: Option<TrailAlarm>,
}

/// The engine's part of it.
pub(crate) struct IntegrityWatch {
    outside: OnceLock<Arc<dyn OutsideCheckpoints>>,
    state: Mutex<WatchState>,
    /// One look at a time.
    turn: tokio::sync::Mutex<()>,
    round: AtomicU64,
}

struct WatchState {
    facts: Integrity,
    /// The newest checkpoint outside, as this process saw it last.
    outside: Option<SignedCheckpoint>,
    /// What the comparison with the copy outside found last.
    compared: Option<TrailAlarm>,
    /// What making a checkpoint found last.
    checkpointed: Option<TrailAlarm>,
    /// What the sweep found, and searches, exports and verifications.
    found: Option<TrailAlarm>,
}

/// Which look found an alarm: the next of its kind says whether it is still so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Look {
    Compare,
    Checkpoint,
}

impl Default for IntegrityWatch {
    fn default() -> Self {
        let facts = Integrity {
            checkpoint: None,
            outside: OutsideState::Off,
            place: None,
            begun_anew: false,
            swept: None,
            public_key: None,
            alarm: None,
        };
        Self {
            outside: OnceLock::new(),
            state: Mutex::new(WatchState { facts, outside: None, compared: None, checkpointed: None, found: None }),
            turn: tokio::sync::Mutex::default(),
            round: AtomicU64::default(),
        }
    }
}

impl IntegrityWatch {
    fn change<T>(&self, change: impl FnOnce(&mut WatchState) -> T) -> T {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let result = change(&mut state);
        let alarm = [&state.compared, &state.checkpointed, &state.found].into_iter().flatten().next().cloned();
        if alarm != state.facts.alarm {
            match &alarm {
                Some(alarm) => tracing::error!(
                    %alarm,
                    "the audit trail is not what this installation wrote; find out who writes to the database, and run `strongroom audit verify`"
                ),
                None => tracing::info!("the audit trail is again what this installation wrote"),
            }
            state.facts.alarm = alarm;
        }
        result
    }

    fn looked(&self, look: Look, alarm: Option<TrailAlarm>) {
        self.change(|state| match look {
            Look::Compare => state.compared = alarm,
            Look::Checkpoint => state.checkpointed = alarm,
        });
    }

    fn outside_is(&self, outside: OutsideState) {
        self.change(|state| {
            if let OutsideState::Failed(error) = &outside
                && state.facts.outside != outside
            {
                tracing::error!(%error, "checkpoints are kept in the database only");
            }
            state.facts.outside = outside;
        });
    }

    /// Reports what a search, an export or a verification found; `None` after the whole trail was found right.
    pub fn found(&self, alarm: Option<TrailAlarm>) {
        self.change(|state| state.found = alarm);
    }

    fn next_round(&self) -> u64 {
        self.round.fetch_add(1, Ordering::Relaxed)
    }
}

/// What a look needs of the keyring.
pub(crate) struct AuditKeys {
    pub installation: [u8; 16],
    signer: CheckpointSigner,
    pub public: CheckpointKey,
    pub blocks: BlockKey,
}

impl AuditKeys {
    pub fn of(keyring: &Keyring, installation: InstallationId) -> Result<Self, CoreError> {
        let signer = keyring.checkpoint_signer()?;
        let (public, blocks) = (CheckpointKey(signer.public_key()), BlockKey::new(keyring.audit_key()));
        Ok(Self { installation: installation.0, signer, public, blocks })
    }
}

impl Engine {
    /// Keeps checkpoints outside the database, too. Call it once, before unsealing; a second call changes nothing.
    pub fn keep_checkpoints_in(&self, outside: Arc<dyn OutsideCheckpoints>) {
        let place = outside.place();
        self.integrity.outside.get_or_init(|| outside);
        self.integrity.change(|state| state.facts.place = Some(place));
    }

    /// Last event of this process's own chain, as a measure of how much was written.
    pub fn events_written(&self) -> u64 {
        self.store.appended()
    }

    /// What is known about the trail at this moment, from memory.
    pub fn integrity(&self) -> Integrity {
        self.integrity.state.lock().unwrap_or_else(PoisonError::into_inner).facts.clone()
    }

    /// The public key that checkpoints of this installation are verified with.
    ///
    /// # Errors
    /// Sealed.
    pub fn checkpoint_key(&self) -> Result<CheckpointKey, CoreError> {
        Ok(self.keys()?.public)
    }

    pub(crate) fn keys(&self) -> Result<AuditKeys, CoreError> {
        let vault = self.vault()?;
        AuditKeys::of(&vault.keyring, vault.installation.id)
    }

    /// Told with the first look.
    fn show_key(&self, key: &CheckpointKey) {
        let key = hex(&key.0);
        self.integrity.change(|state| state.facts.public_key = Some(key));
    }
}
