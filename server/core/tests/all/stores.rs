//! A store around the real one, for what takes several nodes.

use crate::world::*;
use std::{
    future::Future,
    pin::Pin,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering},
    },
};
use strongroom_core::{ports::*, rows::*};
use strongroom_domain::*;
use strongroom_store::SqlStore;
use strongroom_trail::{Block, Head, WriterId};
use tokio::sync::Notify;

/// What happens between a decision and its commit.
type Interruption = Pin<Box<dyn Future<Output = ()> + Send>>;

/// A store that says of itself what PostgreSQL's says: others write to it too.
pub struct Shared {
    store: Arc<SqlStore>,
    interruption: Mutex<Option<Interruption>>,
    commits: AtomicU32,
    meetings: Mutex<Vec<(u32, End, Interruption)>>,
    unwritable_from: AtomicU32,
    ended: Arc<Notify>,
}

/// Where a process ends that is killed, or what else happens to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// Before it writes.
    BeforeCommit,
    /// When it has written.
    AfterCommit,
}

impl Shared {
    /// The store of a world, as a node of several sees it.
    pub fn of(w: &World) -> Arc<Self> {
        Arc::new(Self {
            store: w.store.clone(),
            interruption: Mutex::default(),
            commits: AtomicU32::default(),
            meetings: Mutex::default(),
            unwritable_from: AtomicU32::new(u32::MAX),
            ended: Arc::default(),
        })
    }

    /// At the commit with changes of this number, from 1, the process stops for good.
    pub fn end_at(&self, commit: u32, end: End) {
        let ended = self.ended.clone();
        self.meet(commit, end, async move {
            ended.notify_one();
            std::future::pending().await
        });
    }

    /// At the commit with changes of this number, from 1, this happens, and the process waits for its end.
    pub fn meet(&self, commit: u32, end: End, what: impl Future<Output = ()> + Send + 'static) {
        self.meetings.lock().unwrap().push((commit, end, Box::pin(what)));
    }

    /// From the commit with changes of this number on, from 1, the database takes no more, until it is writable again.
    pub fn unwritable_from(&self, commit: u32) {
        self.unwritable_from.store(commit, Ordering::SeqCst);
    }

    /// The database takes changes again. Whether it had refused one.
    pub fn writable(&self) -> bool {
        let since = self.unwritable_from.swap(u32::MAX, Ordering::SeqCst);
        self.commits.load(Ordering::SeqCst) >= since
    }

    /// Returns when the process has stopped.
    pub async fn ended(&self) {
        self.ended.notified().await;
    }

    /// What happens at a commit.
    async fn met(&self, commit: u32, end: End) {
        let what = {
            let mut meetings = self.meetings.lock().unwrap();
            let found = meetings.iter().position(|(at, when, _)| (*at, *when) == (commit, end));
            found.map(|found| meetings.swap_remove(found).2)
        };
        if let Some(what) = what {
            what.await;
        }
    }

    /// Before the next commit with changes this happens, and the commit then meets a conflict.
    pub fn interrupt(&self, what: impl Future<Output = ()> + Send + 'static) {
        *self.interruption.lock().unwrap() = Some(Box::pin(what));
    }
}

#[async_trait::async_trait]
impl Store for Shared {
    async fn commit(&self, commit: Commit) -> Result<(), StoreError> {
        let interruption = match commit.changes.is_empty() {
            true => None,
            false => self.interruption.lock().unwrap().take(),
        };
        if let Some(what) = interruption {
            what.await;
            return Err(StoreError::Conflict);
        }
        if commit.changes.is_empty() {
            return self.store.commit(commit).await;
        }
        let number = self.commits.fetch_add(1, Ordering::SeqCst) + 1;
        self.met(number, End::BeforeCommit).await;
        if number >= self.unwritable_from.load(Ordering::SeqCst) {
            return Err(StoreError::Unavailable("the disk is full".to_owned()));
        }
        let done = self.store.commit(commit).await;
        self.met(number, End::AfterCommit).await;
        done
    }
}

macro_rules! shared {
    ($($noun:ident { $($name:ident($($given:ident: $type:ty),*) -> $found:ty;)* } $(+ { $($more:tt)* })?)*) => {$(
        #[async_trait::async_trait]
        impl $noun for Shared {
            $(async fn $name(&self, $($given: $type),*) -> Result<$found, StoreError> {
                self.store.$name($($given),*).await
            })*
            $($($more)*)?
        }
    )*};
}

#[async_trait::async_trait]
impl InstallationStore for Shared {
    async fn installation(&self) -> Result<Option<Unverified<InstallationRow>>, StoreError> {
        self.store.installation().await
    }
    async fn root_keys(&self) -> Result<Vec<Unverified<RootKeyRow>>, StoreError> {
        self.store.root_keys().await
    }
    async fn ready(&self) -> Result<(), StoreError> {
        InstallationStore::ready(&*self.store).await
    }
    fn shared(&self) -> bool {
        true
    }
}

shared! {
    ResourcePolicyStore {
        resource_policy_versions(owner: PolicyOwner) -> Vec<Unverified<ResourcePolicyVersionRow>>;
    }
    RotationStore {
        target(id: TargetId) -> Option<Unverified<TargetRow>>;
        target_by_name(name: &TargetName) -> Option<Unverified<TargetRow>>;
        targets(after: Option<&TargetName>, limit: u32) -> Vec<Unverified<TargetRow>>;
        target_count() -> u64;
        target_usage(targets: &[TargetId]) -> Vec<(TargetId, u64)>;
        rotation_plan(secret: SecretId) -> Option<Unverified<RotationPlanRow>>;
        plans_of_target(target: TargetId, after: Option<SecretId>, limit: u32) -> Vec<Unverified<RotationPlanRow>>;
        due_plans(now: Timestamp, limit: u32) -> Vec<Unverified<RotationPlanRow>>;
        scheduled_plans(limit: u32) -> Vec<Unverified<RotationPlanRow>>;
        rotation_plans(secrets: &[SecretId]) -> Vec<Unverified<RotationPlanRow>>;
        rotations_by_id(ids: &[RotationId]) -> Vec<Unverified<RotationRow>>;
        rotation_revisions(limit: u32) -> Vec<(RotationId, SecretId, u64)>;
        rotation(id: RotationId) -> Option<Unverified<RotationRow>>;
        rotations(slice: &RotationSlice) -> Vec<Unverified<RotationRow>>;
        due_rotations(slice: &DueSlice) -> Vec<Unverified<RotationRow>>;
    }
    NoticeStore {
        channel(id: ChannelId) -> Option<Unverified<ChannelRow>>;
        channel_by_name(name: &ChannelName) -> Option<Unverified<ChannelRow>>;
        channels(after: Option<&ChannelName>, limit: u32) -> Vec<Unverified<ChannelRow>>;
        channel_count() -> u64;
        notices(limit: u32) -> Vec<Unverified<NoticeRow>>;
        condition(key: &str) -> Option<Unverified<ConditionRow>>;
        conditions(after: Option<&str>, limit: u32) -> Vec<Unverified<ConditionRow>>;
        delivery(id: DeliveryId) -> Option<Unverified<DeliveryRow>>;
        deliveries(slice: &DeliverySlice) -> Vec<Unverified<DeliveryRow>>;
        latest_delivery(channel: ChannelId, kind: NoticeKind, resolved: bool) -> Option<Unverified<DeliveryRow>>;
        due_deliveries(due: &DueDeliveries) -> Vec<Unverified<DeliveryRow>>;
        has_old_deliveries(before: Timestamp) -> bool;
        troubled_rotations(after: Option<RotationId>, limit: u32) -> Vec<Unverified<RotationRow>>;
        overdue_plans(before: Timestamp, after: Option<SecretId>, limit: u32) -> Vec<Unverified<RotationPlanRow>>;
        secrets_to_be_purged(before: Timestamp, after: Option<SecretId>, limit: u32) -> Vec<Unverified<SecretRow>>;
    }
    SecretStore {
        secret(name: &SecretName) -> Option<Unverified<SecretRow>>;
        secret_by_id(id: SecretId) -> Option<Unverified<SecretRow>>;
        secret_revision(name: &SecretName) -> Option<(SecretId, u64)>;
        versions(secret: SecretId) -> Vec<Unverified<VersionRow>>;
        secrets(filter: &SecretFilter, sort: SecretSort, slice: &SecretSlice, limit: u32) -> SecretList;
        tag_keys() -> Vec<(String, u64)>;
        secrets_with_policy(which: OwnPolicies, after: Option<SecretId>, limit: u32) -> Vec<Unverified<SecretRow>>;
        purgeable(now: Timestamp, limit: u32) -> Vec<Unverified<SecretRow>>;
    }
    KeyStore {
        cmk_usage() -> Vec<(CmkId, u64)>;
        cmks() -> Vec<Unverified<CmkRow>>;
        cmk_deletions() -> Vec<Unverified<CmkDeletionRow>>;
        cmk_revisions() -> u64;
        cmk_versions() -> Vec<Unverified<CmkVersionRow>>;
    }
    IdentityStore {
        user(id: UserId) -> Option<Unverified<UserRow>>;
        user_by_name(name: &UserName) -> Option<Unverified<UserRow>>;
        user_by_identity(federated: &Federated) -> Option<Unverified<UserRow>>;
        users(which: &Holders, after: Option<&UserName>, limit: u32) -> Vec<Unverified<UserRow>>;
        group(id: GroupId) -> Option<Unverified<GroupRow>>;
        group_by_name(name: &GroupName) -> Option<Unverified<GroupRow>>;
        groups(which: &Holders, after: Option<&GroupName>, limit: u32) -> Vec<Unverified<GroupRow>>;
        members(groups: &[GroupId]) -> Vec<u64>;
        role(id: RoleId) -> Option<Unverified<RoleRow>>;
        role_by_name(name: &RoleName) -> Option<Unverified<RoleRow>>;
        roles(which: &Holders, after: Option<&RoleName>, limit: u32) -> Vec<Unverified<RoleRow>>;
        role_count() -> u64;
        policy(name: &PolicyName) -> Option<Unverified<PolicyRow>>;
        policies(after: Option<&PolicyName>, limit: u32) -> Vec<Unverified<PolicyRow>>;
        policy_count() -> u64;
        policy_versions(policy: &PolicyName) -> Vec<Unverified<PolicyVersionRow>>;
        attachments(policies: &[PolicyRef]) -> Vec<u64>;
        access_key(id: &AccessKeyId) -> Option<Unverified<AccessKeyRow>>;
        access_keys(user: UserId) -> Vec<Unverified<AccessKeyRow>>;
        mfa_device(id: MfaDeviceId) -> Option<Unverified<MfaDeviceRow>>;
    }
    TrailIntegrityStore {
        lacks_macs() -> bool;
        heads() -> Vec<Head>;
        newest_checkpoint() -> Option<CheckpointRecord>;
        checkpoints(from: u64, limit: u32) -> Vec<CheckpointRecord>;
        checkpoint_heads() -> Vec<Head>;
        put_checkpoint(new: &NewCheckpoint) -> ();
        derived_fault(scope: DerivedScope) -> Option<DerivedFault>;
    } + {
        fn authenticate_blocks(&self, key: BlockKey) {
            self.store.authenticate_blocks(key);
        }
        fn appended(&self) -> u64 {
            self.store.appended()
        }
    }
    SessionStore {
        note_uses(uses: &[(AccessKeyId, KeyUse)]) -> ();
        note_sign_ins(sign_ins: &[(UserId, Timestamp)]) -> ();
    }
    TrailStore {
        events(slice: &EventSlice) -> EventPage;
        newest_events(filter: &EventFilter, field: EventField) -> std::collections::HashMap<String, Timestamp>;
        event_counts(period: Period, filter: &EventFilter, limit: u32) -> Vec<EventCount>;
        event_histogram(period: Period, filter: &EventFilter, slices: u32) -> Vec<EventBucket>;
        version_reads(slice: &ReadSlice) -> Vec<VersionReads>;
        read_nonces(since: Timestamp, seen: &SeenNonces, limit: usize) -> Vec<NonceBlock>;
        writers() -> Vec<WriterId>;
        blocks(writer: WriterId, from: u64, limit: u32) -> Vec<Block>;
    }
}
