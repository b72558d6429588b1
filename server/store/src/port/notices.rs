//! Channels, notices, what lasts, and messages.

use crate::{
    SqlStore,
    notify::{channel, condition, delivery, notice, watched},
};
use sea_orm::ConnectionTrait;
use strongroom_core::{
    ports::{DeliverySlice, DueDeliveries, NoticeChange, NoticeStore, StoreError},
    rows::{ChannelRow, ConditionRow, DeliveryRow, NoticeRow, RotationPlanRow, RotationRow, SecretRow, Unverified},
};
use strongroom_domain::{ChannelId, ChannelName, DeliveryId, NoticeKind, RotationId, SecretId, Timestamp};

#[async_trait::async_trait]
impl NoticeStore for SqlStore {
    async fn channel(&self, id: ChannelId) -> Result<Option<Unverified<ChannelRow>>, StoreError> {
        self.db.bounded(channel::find(&self.db, id)).await
    }

    async fn channel_by_name(&self, name: &ChannelName) -> Result<Option<Unverified<ChannelRow>>, StoreError> {
        self.db.bounded(channel::find_by_name(&self.db, name)).await
    }

    async fn channels(
        &self,
        after: Option<&ChannelName>,
        limit: u32,
    ) -> Result<Vec<Unverified<ChannelRow>>, StoreError> {
        self.db.bounded(channel::page(&self.db, after, limit)).await
    }

    async fn channel_count(&self) -> Result<u64, StoreError> {
        self.db.bounded(channel::count(&self.db)).await
    }

    async fn notices(&self, limit: u32) -> Result<Vec<Unverified<NoticeRow>>, StoreError> {
        self.db.bounded(notice::oldest(&self.db, limit)).await
    }

    async fn condition(&self, key: &str) -> Result<Option<Unverified<ConditionRow>>, StoreError> {
        self.db.bounded(condition::find(&self.db, key)).await
    }

    async fn conditions(&self, after: Option<&str>, limit: u32) -> Result<Vec<Unverified<ConditionRow>>, StoreError> {
        self.db.bounded(condition::page(&self.db, after, limit)).await
    }

    async fn delivery(&self, id: DeliveryId) -> Result<Option<Unverified<DeliveryRow>>, StoreError> {
        self.db.bounded(delivery::find(&self.db, id)).await
    }

    async fn deliveries(&self, slice: &DeliverySlice) -> Result<Vec<Unverified<DeliveryRow>>, StoreError> {
        self.db.bounded(delivery::page(&self.db, slice)).await
    }

    async fn latest_delivery(
        &self,
        channel: ChannelId,
        kind: NoticeKind,
        resolved: bool,
    ) -> Result<Option<Unverified<DeliveryRow>>, StoreError> {
        self.db.bounded(delivery::latest(&self.db, channel, kind, resolved)).await
    }

    async fn due_deliveries(&self, due: &DueDeliveries) -> Result<Vec<Unverified<DeliveryRow>>, StoreError> {
        self.db.bounded(delivery::due(&self.db, due)).await
    }

    async fn has_old_deliveries(&self, before: Timestamp) -> Result<bool, StoreError> {
        self.db.bounded(delivery::any_ended_before(&self.db, before)).await
    }

    async fn troubled_rotations(
        &self,
        after: Option<RotationId>,
        limit: u32,
    ) -> Result<Vec<Unverified<RotationRow>>, StoreError> {
        self.db.bounded(watched::troubled_rotations(&self.db, after, limit)).await
    }

    async fn overdue_plans(
        &self,
        before: Timestamp,
        after: Option<SecretId>,
        limit: u32,
    ) -> Result<Vec<Unverified<RotationPlanRow>>, StoreError> {
        self.db.bounded(watched::overdue_plans(&self.db, before, after, limit)).await
    }

    async fn secrets_to_be_purged(
        &self,
        before: Timestamp,
        after: Option<SecretId>,
        limit: u32,
    ) -> Result<Vec<Unverified<SecretRow>>, StoreError> {
        self.db.bounded(watched::secrets_to_be_purged(&self.db, before, after, limit)).await
    }
}

pub(crate) async fn apply(db: &impl ConnectionTrait, change: NoticeChange) -> Result<(), StoreError> {
    match change {
        NoticeChange::PutChannel(row, expect) => channel::put(db, row, expect).await,
        NoticeChange::RemoveChannel(id, expect) => channel::remove(db, id, expect).await,
        NoticeChange::Put(row) => notice::put(db, row).await,
        NoticeChange::Remove(id) => notice::remove(db, id).await,
        NoticeChange::PutCondition(row, expect) => condition::put(db, row, expect).await,
        NoticeChange::RemoveCondition(key, expect) => condition::remove(db, &key, expect).await,
        NoticeChange::PutDelivery(row, expect) => delivery::put(db, row, expect).await,
        NoticeChange::PruneDeliveries(before) => delivery::prune(db, before).await,
    }
}
