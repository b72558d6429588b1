//! Customer master keys.

use crate::{SqlStore, cmk, cmk_deletion};
use sea_orm::ConnectionTrait;
use strongroom_core::{
    ports::{KeyChange, KeyStore, StoreError},
    rows::{CmkDeletionRow, CmkRow, CmkVersionRow, Unverified},
};
use strongroom_domain::CmkId;

#[async_trait::async_trait]
impl KeyStore for SqlStore {
    async fn cmk_usage(&self) -> Result<Vec<(CmkId, u64)>, StoreError> {
        self.db.bounded(cmk::usage(&self.db)).await
    }

    async fn cmks(&self) -> Result<Vec<Unverified<CmkRow>>, StoreError> {
        self.db.bounded(cmk::all(&self.db)).await
    }

    async fn cmk_deletions(&self) -> Result<Vec<Unverified<CmkDeletionRow>>, StoreError> {
        cmk_deletion::all(&self.db).await
    }

    async fn cmk_revisions(&self) -> Result<u64, StoreError> {
        self.db.bounded(cmk::revisions(&self.db)).await
    }

    async fn cmk_versions(&self) -> Result<Vec<Unverified<CmkVersionRow>>, StoreError> {
        self.db.bounded(cmk::all_versions(&self.db)).await
    }
}

pub(crate) async fn apply(db: &impl ConnectionTrait, change: KeyChange) -> Result<(), StoreError> {
    match change {
        KeyChange::Put(row, expect) => cmk::put(db, row, expect).await,
        KeyChange::PutVersion(row) => cmk::put_version(db, row).await,
        KeyChange::PutDeletion(row) => cmk_deletion::put(db, row).await,
        KeyChange::RemoveDeletion(id) => cmk_deletion::remove(db, id).await,
        KeyChange::Remove(id, expect) => {
            cmk_deletion::remove(db, id).await?;
            cmk::remove(db, id, expect).await
        }
    }
}
