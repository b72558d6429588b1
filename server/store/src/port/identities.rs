//! Users, groups, roles, policies, AccessKeys and second factors.

use crate::{SqlStore, access_key, attachment, group, mfa_device, policy, role, user};
use sea_orm::ConnectionTrait;
use strongroom_core::{
    ports::{Holders, IdentityChange, IdentityStore, StoreError},
    rows::{AccessKeyRow, GroupRow, MfaDeviceRow, PolicyRow, PolicyVersionRow, RoleRow, Unverified, UserRow},
};
use strongroom_domain::{
    AccessKeyId, Federated, GroupId, GroupName, MfaDeviceId, PolicyName, PolicyRef, RoleId, RoleName, UserId, UserName,
};

#[async_trait::async_trait]
impl IdentityStore for SqlStore {
    async fn user(&self, id: UserId) -> Result<Option<Unverified<UserRow>>, StoreError> {
        self.db.bounded(user::find(&self.db, id)).await
    }

    async fn user_by_name(&self, name: &UserName) -> Result<Option<Unverified<UserRow>>, StoreError> {
        self.db.bounded(user::find_by_name(&self.db, name)).await
    }

    async fn user_by_identity(&self, federated: &Federated) -> Result<Option<Unverified<UserRow>>, StoreError> {
        self.db.bounded(user::find_by_identity(&self.db, federated)).await
    }

    async fn users(
        &self,
        which: &Holders,
        after: Option<&UserName>,
        limit: u32,
    ) -> Result<Vec<Unverified<UserRow>>, StoreError> {
        self.db.bounded(user::page(&self.db, which, after, limit)).await
    }

    async fn group(&self, id: GroupId) -> Result<Option<Unverified<GroupRow>>, StoreError> {
        self.db.bounded(group::find(&self.db, id)).await
    }

    async fn group_by_name(&self, name: &GroupName) -> Result<Option<Unverified<GroupRow>>, StoreError> {
        self.db.bounded(group::find_by_name(&self.db, name)).await
    }

    async fn groups(
        &self,
        which: &Holders,
        after: Option<&GroupName>,
        limit: u32,
    ) -> Result<Vec<Unverified<GroupRow>>, StoreError> {
        self.db.bounded(group::page(&self.db, which, after, limit)).await
    }

    async fn members(&self, groups: &[GroupId]) -> Result<Vec<u64>, StoreError> {
        self.db.bounded(attachment::members(&self.db, groups)).await
    }

    async fn role(&self, id: RoleId) -> Result<Option<Unverified<RoleRow>>, StoreError> {
        self.db.bounded(role::find(&self.db, id)).await
    }

    async fn role_by_name(&self, name: &RoleName) -> Result<Option<Unverified<RoleRow>>, StoreError> {
        self.db.bounded(role::find_by_name(&self.db, name)).await
    }

    async fn roles(
        &self,
        which: &Holders,
        after: Option<&RoleName>,
        limit: u32,
    ) -> Result<Vec<Unverified<RoleRow>>, StoreError> {
        self.db.bounded(role::page(&self.db, which, after, limit)).await
    }

    async fn role_count(&self) -> Result<u64, StoreError> {
        self.db.bounded(role::count(&self.db)).await
    }

    async fn policy(&self, name: &PolicyName) -> Result<Option<Unverified<PolicyRow>>, StoreError> {
        self.db.bounded(policy::find(&self.db, name)).await
    }

    async fn policies(&self, after: Option<&PolicyName>, limit: u32) -> Result<Vec<Unverified<PolicyRow>>, StoreError> {
        self.db.bounded(policy::page(&self.db, after, limit)).await
    }

    async fn policy_count(&self) -> Result<u64, StoreError> {
        self.db.bounded(policy::count(&self.db)).await
    }

    async fn policy_versions(&self, policy: &PolicyName) -> Result<Vec<Unverified<PolicyVersionRow>>, StoreError> {
        self.db.bounded(policy::versions(&self.db, policy)).await
    }

    async fn attachments(&self, policies: &[PolicyRef]) -> Result<Vec<u64>, StoreError> {
        self.db.bounded(attachment::count(&self.db, policies)).await
    }

    async fn access_key(&self, id: &AccessKeyId) -> Result<Option<Unverified<AccessKeyRow>>, StoreError> {
        self.db.bounded(access_key::find(&self.db, id)).await
    }

    async fn access_keys(&self, user: UserId) -> Result<Vec<Unverified<AccessKeyRow>>, StoreError> {
        self.db.bounded(access_key::of(&self.db, user)).await
    }

    async fn mfa_device(&self, id: MfaDeviceId) -> Result<Option<Unverified<MfaDeviceRow>>, StoreError> {
        self.db.bounded(mfa_device::find(&self.db, id)).await
    }
}

pub(crate) async fn apply(db: &impl ConnectionTrait, change: IdentityChange) -> Result<(), StoreError> {
    match change {
        IdentityChange::PutUser(row, expect) => user::put(db, row, expect).await,
        IdentityChange::RemoveUser(id, expect) => user::remove(db, id, expect).await,
        IdentityChange::PutGroup(row, expect) => group::put(db, row, expect).await,
        IdentityChange::RemoveGroup(id, expect) => group::remove(db, id, expect).await,
        IdentityChange::PutRole(row, expect) => role::put(db, row, expect).await,
        IdentityChange::RemoveRole(id, expect) => role::remove(db, id, expect).await,
        IdentityChange::PutPolicy(row, expect) => policy::put(db, row, expect).await,
        IdentityChange::RemovePolicy(name, expect) => policy::remove(db, name, expect).await,
        IdentityChange::PutPolicyVersion(row) => policy::put_version(db, row).await,
        IdentityChange::RemovePolicyVersion(name, number) => policy::remove_version(db, name, number).await,
        IdentityChange::PutAccessKey(row, expect) => access_key::put(db, row, expect).await,
        IdentityChange::RemoveAccessKey(id, expect) => access_key::remove(db, id, expect).await,
        IdentityChange::PutMfaDevice(row, expect) => mfa_device::put(db, row, expect).await,
        IdentityChange::RemoveMfaDevice(id, expect) => mfa_device::remove(db, id, expect).await,
    }
}
