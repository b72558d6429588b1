//! What shows that the trail is what was written: MACs of blocks, checkpoints, and data that follows from the events.

use super::StoreError;
use crate::rows::BlockKey;
use strongroom_domain::{SecretName, VersionId};
use strongroom_trail::{Head, SignedCheckpoint, WriterId, merkle::TreeHash};

/// A checkpoint as the database has it. Nothing of it is verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckpointRecord {
    /// Its number, as the row says.
    pub number: u64,
    /// The bytes that are signed.
    pub bytes: Vec<u8>,
    /// The signature.
    pub signature: Vec<u8>,
    /// The edge of its tree.
    pub peaks: Vec<TreeHash>,
}

/// A checkpoint to be kept.
#[derive(Clone, Debug)]
pub struct NewCheckpoint {
    /// The checkpoint.
    pub signed: SignedCheckpoint,
    /// The edge of its tree.
    pub peaks: Vec<TreeHash>,
}

/// How much of the data that follows from events is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DerivedScope {
    /// All of it.
    All,
    /// What is cheap, the newest segments, and some older ones: others in each round, so that all get their turn.
    Some {
        /// Counts the rounds.
        round: u64,
    },
}

/// Data that does not follow from the events it was made from.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DerivedFault {
    /// `trail_writer.indexed` is not where the segments end.
    #[error("the index says that events up to {indexed} are indexed; its segments end at {covered}")]
    Indexed {
        /// The chain.
        writer: WriterId,
        /// What it says.
        indexed: u64,
        /// The last event of its segments.
        covered: u64,
    },
    /// A segment, its terms or the dictionary.
    #[error("the index of events {first} to {last} does not match the events")]
    Segment {
        /// The chain.
        writer: WriterId,
        /// The first event.
        first: u64,
        /// The last event.
        last: u64,
    },
    /// Who read a version of a secret.
    #[error("the readers of version {version} of {secret} do not match the events")]
    Readers {
        /// The secret.
        secret: SecretName,
        /// The version.
        version: VersionId,
    },
    /// Readers of something that no event names, or progress beyond the last event.
    #[error("the readers of secrets do not match the events")]
    ReadersTable,
}

/// Keeps what shows that the trail is what was written. The store itself verifies MACs of blocks, once it has the key: events of blocks that are
/// not authentic are given to nobody.
#[async_trait::async_trait]
pub trait TrailIntegrityStore: Send + Sync {
    /// From here on blocks are written with a MAC, and verified when they are read.
    fn authenticate_blocks(&self, key: BlockKey);
    /// Last event that this process has written, in its own chain.
    fn appended(&self) -> u64;
    /// Whether there are blocks and none of them has a MAC: an earlier program wrote them all.
    async fn lacks_macs(&self) -> Result<bool, StoreError>;
    /// The end of every chain that has an event, as the blocks have it; by writer.
    async fn heads(&self) -> Result<Vec<Head>, StoreError>;
    /// The checkpoint with the highest number.
    async fn newest_checkpoint(&self) -> Result<Option<CheckpointRecord>, StoreError>;
    /// Checkpoints from a number on, in order, at most `limit`.
    async fn checkpoints(&self, from: u64, limit: u32) -> Result<Vec<CheckpointRecord>, StoreError>;
    /// Heads of all chains at the newest checkpoint, by writer, as they were kept beside it.
    async fn checkpoint_heads(&self) -> Result<Vec<Head>, StoreError>;
    /// Keeps a checkpoint and the heads it names; one that begins a tree replaces all heads. A conflict if there is one of that number: another
    /// node was first.
    async fn put_checkpoint(&self, new: &NewCheckpoint) -> Result<(), StoreError>;
    /// The first thing that does not follow from the events it was made from. Takes its time.
    async fn derived_fault(&self, scope: DerivedScope) -> Result<Option<DerivedFault>, StoreError>;
}
