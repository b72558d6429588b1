//! Secrets and their versions.

use crate::{SqlStore, secret, secret_list, version};
use sea_orm::ConnectionTrait;
use strongroom_core::{
    ports::{OwnPolicies, SecretChange, SecretList, SecretSlice, SecretStore, StoreError},
    rows::{SecretRow, Unverified, VersionRow},
};
use strongroom_domain::{SecretFilter, SecretId, SecretName, SecretSort, Timestamp};

#[async_trait::async_trait]
impl SecretStore for SqlStore {
    async fn secret(&self, name: &SecretName) -> Result<Option<Unverified<SecretRow>>, StoreError> {
        self.db.bounded(secret::find(&self.db, name)).await
    }

    async fn secret_by_id(&self, id: SecretId) -> Result<Option<Unverified<SecretRow>>, StoreError> {
        self.db.bounded(secret::find_by_id(&self.db, id)).await
    }

    async fn secret_revision(&self, name: &SecretName) -> Result<Option<(SecretId, u64)>, StoreError> {
        self.db.bounded(secret::revision(&self.db, name)).await
    }

    async fn versions(&self, secret: SecretId) -> Result<Vec<Unverified<VersionRow>>, StoreError> {
        self.db.bounded(version::of(&self.db, secret)).await
    }

    async fn secrets(
        &self,
        filter: &SecretFilter,
        sort: SecretSort,
        slice: &SecretSlice,
        limit: u32,
    ) -> Result<SecretList, StoreError> {
        self.db.bounded(secret_list::page(&self.db, filter, sort, slice, limit)).await
    }

    async fn secrets_with_policy(
        &self,
        which: OwnPolicies,
        after: Option<SecretId>,
        limit: u32,
    ) -> Result<Vec<Unverified<SecretRow>>, StoreError> {
        secret::with_policy(&self.db, which, after, limit).await
    }

    async fn tag_keys(&self) -> Result<Vec<(String, u64)>, StoreError> {
        self.db.bounded(secret::tag_keys(&self.db)).await
    }

    async fn purgeable(&self, now: Timestamp, limit: u32) -> Result<Vec<Unverified<SecretRow>>, StoreError> {
        self.db.bounded(secret::purgeable(&self.db, now, limit)).await
    }
}

pub(crate) async fn apply(db: &impl ConnectionTrait, change: SecretChange) -> Result<(), StoreError> {
    match change {
        SecretChange::Put(row, expect) => secret::put(db, row, expect).await,
        SecretChange::Remove(id, expect) => secret::remove(db, id, expect).await,
        SecretChange::PutVersion(row) => version::put(db, row).await,
        SecretChange::RemoveVersion(secret, id) => version::remove(db, secret, id).await,
    }
}
