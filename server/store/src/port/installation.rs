//! The installation itself.

use crate::{SqlStore, installation, root_key, upgrade};
use sea_orm::ConnectionTrait;
use strongroom_core::{
    ports::{InstallationChange, InstallationStore, StoreError},
    rows::{InstallationRow, RootKeyRow, Unverified},
};

#[async_trait::async_trait]
impl InstallationStore for SqlStore {
    async fn installation(&self) -> Result<Option<Unverified<InstallationRow>>, StoreError> {
        self.db.bounded(installation::find(&self.db)).await
    }

    async fn root_keys(&self) -> Result<Vec<Unverified<RootKeyRow>>, StoreError> {
        root_key::all(&self.db).await
    }

    async fn ready(&self) -> Result<(), StoreError> {
        self.ready().await
    }

    fn shared(&self) -> bool {
        !self.db.is_sqlite()
    }
}

pub(crate) async fn apply(db: &impl ConnectionTrait, change: InstallationChange) -> Result<(), StoreError> {
    match change {
        InstallationChange::Put(row) => installation::put(db, row).await,
        InstallationChange::Upgrade(upgrade) => upgrade::run(db, &upgrade).await,
        InstallationChange::PutRootKey(row) => root_key::put(db, row).await,
        InstallationChange::RemoveRootKey(check) => root_key::remove(db, check).await,
    }
}
