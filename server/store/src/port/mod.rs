//! The core's port, one file per noun: its reads, and how its changes are applied inside the writer's transaction. The queries
//! are in the files of the tables.

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

use crate::{SqlStore, trail::authenticate};
use sea_orm::ConnectionTrait;
use strongroom_core::ports::{Change, Commit, Store, StoreError, TrailChange};

#[async_trait::async_trait]
impl Store for SqlStore {
    async fn commit(&self, commit: Commit) -> Result<(), StoreError> {
        self.submit(commit).await
    }
}

/// Applies one change.
pub(crate) async fn apply(db: &impl ConnectionTrait, change: Change) -> Result<(), StoreError> {
    match change {
        Change::Secret(change) => secrets::apply(db, change).await,
        Change::Key(change) => keys::apply(db, change).await,
        Change::Identity(change) => identities::apply(db, change).await,
        Change::ResourcePolicy(change) => resource_policies::apply(db, change).await,
        Change::Rotation(change) => rotations::apply(db, change).await,
        Change::Notice(change) => notices::apply(db, change).await,
        Change::Session(change) => sessions::apply(db, change).await,
        Change::Installation(change) => installation::apply(db, change).await,
        // The writer puts it into its next block.
        Change::Trail(TrailChange::Append(_)) => Ok(()),
        Change::Trail(TrailChange::Authenticate(key)) => authenticate(db, &key).await,
    }
}
