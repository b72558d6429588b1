//! Channels, notices, what lasts, and messages.

use super::{Expect, StoreError};
use crate::rows::{
    Authenticated, ChannelRow, ConditionRow, DeliveryRow, NoticeRow, RotationPlanRow, RotationRow, SecretRow,
    Unverified,
};
use strongroom_domain::{
    ChannelId, ChannelName, DeliveryFilter, DeliveryId, NoticeId, NoticeKind, RotationId, SecretId, Timestamp,
};

/// One change of a channel, a notice, what lasts, or a message.
#[derive(Clone, Debug)]
pub enum NoticeChange {
    /// Insert or replace a channel.
    PutChannel(Authenticated<ChannelRow>, Expect),
    /// Remove a channel with its messages.
    RemoveChannel(ChannelId, Expect),
    /// Insert a notice that is to become part of messages.
    Put(Authenticated<NoticeRow>),
    /// Remove a notice; a conflict if it is gone.
    Remove(NoticeId),
    /// Insert or replace something that lasts.
    PutCondition(Authenticated<ConditionRow>, Expect),
    /// Remove something that no longer is so.
    RemoveCondition(String, Expect),
    /// Insert or replace a message. Its channel must exist.
    PutDelivery(Authenticated<DeliveryRow>, Expect),
    /// Remove messages that ended before.
    PruneDeliveries(Timestamp),
}

/// Which messages of a list, newest first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DeliverySlice {
    /// To this channel; to all if absent.
    pub channel: Option<ChannelId>,
    /// In these states.
    pub states: DeliveryFilter,
    /// Those behind this one: when it was created, and its id.
    pub after: Option<(Timestamp, DeliveryId)>,
    /// At most this many.
    pub limit: u32,
}

/// Which messages that are to be sent, the longest due first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueDeliveries {
    /// Due by now.
    pub now: Timestamp,
    /// Without those that somebody has taken since then.
    pub stale: Timestamp,
    /// Without those to these channels.
    pub not_to: Vec<ChannelId>,
    /// At most this many.
    pub limit: u32,
}

/// Reads channels, notices, what lasts, and messages; and finds what may be worth a notice.
#[async_trait::async_trait]
pub trait NoticeStore: Send + Sync {
    /// A channel by its id.
    async fn channel(&self, id: ChannelId) -> Result<Option<Unverified<ChannelRow>>, StoreError>;
    /// A channel by its name, ignoring letter case.
    async fn channel_by_name(&self, name: &ChannelName) -> Result<Option<Unverified<ChannelRow>>, StoreError>;
    /// Channels by name, ignoring letter case, after `after`, at most `limit`.
    async fn channels(
        &self,
        after: Option<&ChannelName>,
        limit: u32,
    ) -> Result<Vec<Unverified<ChannelRow>>, StoreError>;
    /// Number of channels.
    async fn channel_count(&self) -> Result<u64, StoreError>;
    /// Notices that are to become part of messages, oldest first, at most `limit`.
    async fn notices(&self, limit: u32) -> Result<Vec<Unverified<NoticeRow>>, StoreError>;
    /// Something that lasts, by its key.
    async fn condition(&self, key: &str) -> Result<Option<Unverified<ConditionRow>>, StoreError>;
    /// What lasts, by key after `after`, at most `limit`.
    async fn conditions(&self, after: Option<&str>, limit: u32) -> Result<Vec<Unverified<ConditionRow>>, StoreError>;
    /// A message.
    async fn delivery(&self, id: DeliveryId) -> Result<Option<Unverified<DeliveryRow>>, StoreError>;
    /// Messages, newest first.
    async fn deliveries(&self, slice: &DeliverySlice) -> Result<Vec<Unverified<DeliveryRow>>, StoreError>;
    /// The message of this kind to this channel that was opened last.
    async fn latest_delivery(
        &self,
        channel: ChannelId,
        kind: NoticeKind,
        resolved: bool,
    ) -> Result<Option<Unverified<DeliveryRow>>, StoreError>;
    /// Messages to be sent. A lease from the future, further off than one lasts, is of a clock that was set back since and holds nothing.
    async fn due_deliveries(&self, due: &DueDeliveries) -> Result<Vec<Unverified<DeliveryRow>>, StoreError>;
    /// Whether a message ended before.
    async fn has_old_deliveries(&self, before: Timestamp) -> Result<bool, StoreError>;
    /// Open rotations that need a person or have failed since they last went on, by id after `after`, at most `limit`.
    async fn troubled_rotations(
        &self,
        after: Option<RotationId>,
        limit: u32,
    ) -> Result<Vec<Unverified<RotationRow>>, StoreError>;
    /// Plans whose secrets rotate by themselves, are not paused, have no open rotation and were due before, by secret after `after`, at
    /// most `limit`.
    async fn overdue_plans(
        &self,
        before: Timestamp,
        after: Option<SecretId>,
        limit: u32,
    ) -> Result<Vec<Unverified<RotationPlanRow>>, StoreError>;
    /// Secrets whose recovery window ends before, by id after `after`, at most `limit`.
    async fn secrets_to_be_purged(
        &self,
        before: Timestamp,
        after: Option<SecretId>,
        limit: u32,
    ) -> Result<Vec<Unverified<SecretRow>>, StoreError>;
}
