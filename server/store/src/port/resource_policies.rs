//! Versions of the policies that secrets and keys carry.

use crate::{SqlStore, resource_policy};
use sea_orm::ConnectionTrait;
use strongroom_core::{
    ports::{ResourcePolicyChange, ResourcePolicyStore, StoreError},
    rows::{PolicyOwner, ResourcePolicyVersionRow, Unverified},
};

#[async_trait::async_trait]
impl ResourcePolicyStore for SqlStore {
    async fn resource_policy_versions(
        &self,
        owner: PolicyOwner,
    ) -> Result<Vec<Unverified<ResourcePolicyVersionRow>>, StoreError> {
        resource_policy::versions(&self.db, owner).await
    }
}

pub(crate) async fn apply(db: &impl ConnectionTrait, change: ResourcePolicyChange) -> Result<(), StoreError> {
    match change {
        ResourcePolicyChange::PutVersion(row) => resource_policy::put(db, row).await,
        ResourcePolicyChange::RemoveVersion(owner, number) => resource_policy::remove(db, owner, number).await,
    }
}
