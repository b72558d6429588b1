//! The core's port: each method by the file of its noun.

use crate::{
    SqlStore, access_key, attachment, cmk, group, installation, mfa_device, policy, role, secret, secret_list, trail,
    user, version,
};
use std::collections::HashMap;
use strongroom_core::{
    ports::{
        Commit, EventBucket, EventCount, EventPage, EventSlice, Holders, SecretList, SecretSlice, Store, StoreError,
    },
    rows::{
        AccessKeyRow, CmkRow, CmkVersionRow, GroupRow, InstallationRow, MfaDeviceRow, PolicyRow, PolicyVersionRow,
        RoleRow, SecretRow, UserRow, VersionRow,
    },
};
use strongroom_domain::{
    AccessKeyId, CmkId, EventField, EventFilter, Federated, GroupId, GroupName, KeyUse, MfaDeviceId, Period,
    PolicyName, PolicyRef, RoleId, RoleName, SecretFilter, SecretId, SecretName, SecretSort, Timestamp, UserId,
    UserName,
};
use strongroom_trail::{Block, WriterId};

#[async_trait::async_trait]
impl Store for SqlStore {
    async fn installation(&self) -> Result<Option<InstallationRow>, StoreError> {
        installation::find(&self.db).await
    }

    async fn ready(&self) -> Result<(), StoreError> {
        self.ready().await
    }

    async fn secret(&self, name: &SecretName) -> Result<Option<SecretRow>, StoreError> {
        secret::find(&self.db, name).await
    }

    async fn secret_revision(&self, name: &SecretName) -> Result<Option<(SecretId, u64)>, StoreError> {
        secret::revision(&self.db, name).await
    }

    fn shared(&self) -> bool {
        !self.db.is_sqlite()
    }

    async fn versions(&self, secret: SecretId) -> Result<Vec<VersionRow>, StoreError> {
        version::of(&self.db, secret).await
    }

    async fn secrets(
        &self,
        filter: &SecretFilter,
        sort: SecretSort,
        slice: &SecretSlice,
        limit: u32,
    ) -> Result<SecretList, StoreError> {
        secret_list::page(&self.db, filter, sort, slice, limit).await
    }

    async fn tag_keys(&self) -> Result<Vec<(String, u64)>, StoreError> {
        secret::tag_keys(&self.db).await
    }

    async fn purgeable(&self, now: Timestamp, limit: u32) -> Result<Vec<SecretRow>, StoreError> {
        secret::purgeable(&self.db, now, limit).await
    }

    async fn cmk_usage(&self) -> Result<Vec<(CmkId, u64)>, StoreError> {
        cmk::usage(&self.db).await
    }

    async fn cmks(&self) -> Result<Vec<CmkRow>, StoreError> {
        cmk::all(&self.db).await
    }

    async fn cmk_revisions(&self) -> Result<u64, StoreError> {
        cmk::revisions(&self.db).await
    }

    async fn cmk_versions(&self) -> Result<Vec<CmkVersionRow>, StoreError> {
        cmk::all_versions(&self.db).await
    }

    async fn user(&self, id: UserId) -> Result<Option<UserRow>, StoreError> {
        user::find(&self.db, id).await
    }

    async fn user_by_name(&self, name: &UserName) -> Result<Option<UserRow>, StoreError> {
        user::find_by_name(&self.db, name).await
    }

    async fn user_by_identity(&self, federated: &Federated) -> Result<Option<UserRow>, StoreError> {
        user::find_by_identity(&self.db, federated).await
    }

    async fn users(&self, which: &Holders, after: Option<&UserName>, limit: u32) -> Result<Vec<UserRow>, StoreError> {
        user::page(&self.db, which, after, limit).await
    }

    async fn group(&self, id: GroupId) -> Result<Option<GroupRow>, StoreError> {
        group::find(&self.db, id).await
    }

    async fn group_by_name(&self, name: &GroupName) -> Result<Option<GroupRow>, StoreError> {
        group::find_by_name(&self.db, name).await
    }

    async fn groups(
        &self,
        which: &Holders,
        after: Option<&GroupName>,
        limit: u32,
    ) -> Result<Vec<GroupRow>, StoreError> {
        group::page(&self.db, which, after, limit).await
    }

    async fn members(&self, groups: &[GroupId]) -> Result<Vec<u64>, StoreError> {
        attachment::members(&self.db, groups).await
    }

    async fn role(&self, id: RoleId) -> Result<Option<RoleRow>, StoreError> {
        role::find(&self.db, id).await
    }

    async fn role_by_name(&self, name: &RoleName) -> Result<Option<RoleRow>, StoreError> {
        role::find_by_name(&self.db, name).await
    }

    async fn roles(&self, which: &Holders, after: Option<&RoleName>, limit: u32) -> Result<Vec<RoleRow>, StoreError> {
        role::page(&self.db, which, after, limit).await
    }

    async fn role_count(&self) -> Result<u64, StoreError> {
        role::count(&self.db).await
    }

    async fn policy(&self, name: &PolicyName) -> Result<Option<PolicyRow>, StoreError> {
        policy::find(&self.db, name).await
    }

    async fn policies(&self, after: Option<&PolicyName>, limit: u32) -> Result<Vec<PolicyRow>, StoreError> {
        policy::page(&self.db, after, limit).await
    }

    async fn policy_count(&self) -> Result<u64, StoreError> {
        policy::count(&self.db).await
    }

    async fn policy_versions(&self, policy: &PolicyName) -> Result<Vec<PolicyVersionRow>, StoreError> {
        policy::versions(&self.db, policy).await
    }

    async fn attachments(&self, policies: &[PolicyRef]) -> Result<Vec<u64>, StoreError> {
        attachment::count(&self.db, policies).await
    }

    async fn access_key(&self, id: &AccessKeyId) -> Result<Option<AccessKeyRow>, StoreError> {
        access_key::find(&self.db, id).await
    }

    async fn access_keys(&self, user: UserId) -> Result<Vec<AccessKeyRow>, StoreError> {
        access_key::of(&self.db, user).await
    }

    async fn note_uses(&self, uses: &[(AccessKeyId, KeyUse)]) -> Result<(), StoreError> {
        access_key::note_uses(&self.db, uses).await
    }
    async fn note_sign_ins(&self, sign_ins: &[(UserId, Timestamp)]) -> Result<(), StoreError> {
        user::note_sign_ins(&self.db, sign_ins).await
    }
    async fn mfa_device(&self, id: MfaDeviceId) -> Result<Option<MfaDeviceRow>, StoreError> {
        mfa_device::find(&self.db, id).await
    }

    async fn commit(&self, commit: Commit) -> Result<(), StoreError> {
        self.submit(commit).await
    }

    async fn events(&self, slice: &EventSlice) -> Result<EventPage, StoreError> {
        trail::events(&self.db, slice).await
    }

    async fn newest_events(
        &self,
        filter: &EventFilter,
        field: EventField,
    ) -> Result<HashMap<String, Timestamp>, StoreError> {
        trail::newest(&self.db, filter, field).await
    }

    async fn event_counts(
        &self,
        period: Period,
        filter: &EventFilter,
        limit: u32,
    ) -> Result<Vec<EventCount>, StoreError> {
        trail::counts(&self.db, period, filter, limit).await
    }

    async fn event_histogram(
        &self,
        period: Period,
        filter: &EventFilter,
        slices: u32,
    ) -> Result<Vec<EventBucket>, StoreError> {
        trail::histogram(&self.db, period, filter, slices).await
    }

    async fn writers(&self) -> Result<Vec<WriterId>, StoreError> {
        trail::writers(&self.db).await
    }

    async fn blocks(&self, writer: WriterId, from: u64, limit: u32) -> Result<Vec<Block>, StoreError> {
        trail::blocks(&self.db, writer, from, limit).await
    }
}
