//! What shows that the trail is what was written.

use crate::{SqlStore, trail};
use strongroom_core::ports::{
    CheckpointRecord, DerivedFault, DerivedScope, NewCheckpoint, StoreError, TrailIntegrityStore,
};
use strongroom_core::rows::BlockKey;
use strongroom_trail::Head;

#[async_trait::async_trait]
impl TrailIntegrityStore for SqlStore {
    fn authenticate_blocks(&self, key: BlockKey) {
        self.db.block_key.set(key);
    }

    fn appended(&self) -> u64 {
        self.progress.last()
    }

    async fn lacks_macs(&self) -> Result<bool, StoreError> {
        trail::lacks_macs(&self.db).await
    }

    async fn heads(&self) -> Result<Vec<Head>, StoreError> {
        self.db.bounded(trail::heads(&self.db)).await
    }

    async fn newest_checkpoint(&self) -> Result<Option<CheckpointRecord>, StoreError> {
        self.db.bounded(trail::newest_checkpoint(&self.db)).await
    }

    async fn checkpoints(&self, from: u64, limit: u32) -> Result<Vec<CheckpointRecord>, StoreError> {
        self.db.bounded(trail::checkpoints(&self.db, from, limit)).await
    }

    async fn checkpoint_heads(&self) -> Result<Vec<Head>, StoreError> {
        self.db.bounded(trail::checkpoint_heads(&self.db)).await
    }

    async fn put_checkpoint(&self, new: &NewCheckpoint) -> Result<(), StoreError> {
        self.db.bounded(trail::put_checkpoint(&self.db, new)).await
    }

    async fn derived_fault(&self, scope: DerivedScope) -> Result<Option<DerivedFault>, StoreError> {
        trail::derived_fault(&self.db, scope).await
    }
}
