//! The store: one trait per noun to read with, and one way to write.
//!
//! Everything that changes goes through [`Store::commit`]: rows and the audit event in one transaction, or nothing. Reads
//! give [`Unverified`](crate::rows::Unverified) rows, writes take [`Authenticated`](crate::rows::Authenticated) ones.

mod identities;
mod installation;
mod keys;
mod notices;
mod resource_policies;
mod rotations;
mod secrets;
mod sessions;
mod trail;
mod trail_integrity;

pub use identities::{Holders, IdentityChange, IdentityStore};
pub use installation::{InstallationChange, InstallationStore};
pub use keys::{KeyChange, KeyStore};
pub use notices::{DeliverySlice, DueDeliveries, NoticeChange, NoticeStore};
pub use resource_policies::{ResourcePolicyChange, ResourcePolicyStore};
pub use rotations::{DueSlice, RotationChange, RotationSlice, RotationStore};
pub use secrets::{OwnPolicies, SecretChange, SecretList, SecretPosition, SecretSlice, SecretStore};
pub use sessions::{SessionChange, SessionStore};
pub use trail::{
    EventBucket, EventCount, EventPage, EventPosition, EventSlice, EventsAt, NonceBlock, ReadNonce, ReadSlice,
    SeenNonces, TrailChange, TrailStore, VersionReads,
};
pub use trail_integrity::{CheckpointRecord, DerivedFault, DerivedScope, NewCheckpoint, TrailIntegrityStore};

use crate::CoreError;
use strongroom_domain::RequestId;
use strongroom_trail::Event;

/// What the row must be like for a change to happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expect {
    /// It must not exist (for names: no row of that name either).
    Absent,
    /// It must have exactly this revision.
    Revision(u64),
}

/// One change of one row, by its noun.
#[derive(Clone, Debug)]
pub enum Change {
    /// Of a secret.
    Secret(SecretChange),
    /// Of a customer master key.
    Key(KeyChange),
    /// Of an identity.
    Identity(IdentityChange),
    /// Of the versions of a secret's or key's policy.
    ResourcePolicy(ResourcePolicyChange),
    /// Of a target, a plan or a rotation.
    Rotation(RotationChange),
    /// Of a channel, a notice, what lasts, or a message.
    Notice(NoticeChange),
    /// Of sessions or nonces.
    Session(SessionChange),
    /// Of the installation.
    Installation(InstallationChange),
    /// Of the audit trail.
    Trail(TrailChange),
}

macro_rules! from {
    ($($change:ident => $noun:ident),*) => {$(
        impl From<$change> for Change {
            fn from(change: $change) -> Self {
                Self::$noun(change)
            }
        }
    )*};
}

from! {
    SecretChange => Secret,
    KeyChange => Key,
    IdentityChange => Identity,
    ResourcePolicyChange => ResourcePolicy,
    RotationChange => Rotation,
    NoticeChange => Notice,
    SessionChange => Session,
    InstallationChange => Installation,
    TrailChange => Trail
}

/// Changes that happen together, and the event that records them.
#[derive(Clone, Debug)]
pub struct Commit {
    /// In order; empty for a read.
    pub changes: Vec<Change>,
    /// Becomes part of the writer's chain in the same transaction, like those among the changes.
    pub event: Event,
    /// Nonce of a signed request that changes nothing: kept beside the event, for a later start and for other nodes.
    pub nonce: Option<ReadNonce>,
}

impl Commit {
    /// Every event that the commit records.
    pub fn events(&self) -> impl Iterator<Item = &Event> {
        let further = self.changes.iter().filter_map(|change| match change {
            Change::Trail(TrailChange::Append(event)) => Some(&**event),
            _ => None,
        });
        std::iter::once(&self.event).chain(further)
    }
}

/// Why the store refused or failed. Nothing of the commit was kept, except perhaps with [`StoreError::Unknown`].
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// An [`Expect`] was not met, or a unique name is taken: another commit was first.
    #[error("another commit changed the row")]
    Conflict,
    /// The nonce is remembered.
    #[error("the nonce was used before")]
    NonceUsed,
    /// The database is locked, missing, full or read-only; trying again later may help. The text is for the log.
    #[error("the database cannot be used now: {0}")]
    Unavailable(String),
    /// Other transactions held the rows for so long that it was given up; trying again helps. The text is for the log.
    #[error("other transactions hold the rows: {0}")]
    Contended(String),
    /// The connection was lost during the commit: it may have happened. The text is for the log.
    #[error("the connection was lost during the commit: {0}")]
    Unknown(String),
    /// Rows that this program cannot have written.
    #[error("the database holds something unreadable: {0}")]
    Corrupt(String),
    /// The MAC of a row does not verify.
    #[error(transparent)]
    NotVerified(#[from] crate::rows::NotVerified),
}

impl From<StoreError> for CoreError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Conflict => Self::Conflict,
            StoreError::NonceUsed => Self::NonceUsed,
            StoreError::Unavailable(cause) => {
                tracing::error!(cause, "the store is unavailable");
                Self::Unavailable
            }
            StoreError::Contended(cause) => {
                tracing::warn!(cause, "other transactions held the rows of a commit for too long; nothing was changed");
                Self::Unavailable
            }
            StoreError::Unknown(cause) => {
                tracing::error!(cause, "the connection was lost during a commit; whether it happened is unknown");
                Self::OutcomeUnknown
            }
            StoreError::NotVerified(error) => error.into(),
            StoreError::Corrupt(cause) => {
                tracing::error!(cause, "the store holds something unreadable");
                Self::Internal(RequestId([0; 16]))
            }
        }
    }
}

/// Where everything is kept: the sum of the nouns, and the one way to write.
///
/// Every method fails with [`StoreError::Unavailable`] when the database is unavailable, and none blocks an executor thread.
#[async_trait::async_trait]
pub trait Store:
    SecretStore
    + KeyStore
    + ResourcePolicyStore
    + RotationStore
    + NoticeStore
    + IdentityStore
    + TrailStore
    + TrailIntegrityStore
    + SessionStore
    + InstallationStore
    + 'static
{
    /// Applies all changes and appends the event, durable when it returns. Many callers at once share one transaction on
    /// disk; each commit still succeeds or fails alone.
    async fn commit(&self, commit: Commit) -> Result<(), StoreError>;
}
