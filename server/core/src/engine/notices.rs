//! Channels and messages, verified and compared with what was asked for.

use super::vault::{CHANNEL_SECRET, Vault};
use crate::{
    CoreError, Thing,
    ports::{ChannelAccess, Message, Store},
    rows::{ChannelRow, ConditionRow, DeliveryRow},
};
use strongroom_domain::{ChannelId, ChannelName, DeliveryId, Timestamp};

impl Vault {
    /// A channel by its name.
    pub async fn channel_by_name(
        &self,
        store: &dyn Store,
        name: &ChannelName,
    ) -> Result<Option<ChannelRow>, CoreError> {
        let Some(channel) = store.channel_by_name(name).await? else { return Ok(None) };
        let channel = channel.verify(&self.keyring)?;
        let same = channel.name.as_str().eq_ignore_ascii_case(name.as_str());
        if same { Ok(Some(channel)) } else { Err(CoreError::tampered("notice_channel")) }
    }

    /// The channel of a message, which goes with it.
    pub async fn channel(&self, store: &dyn Store, id: ChannelId) -> Result<ChannelRow, CoreError> {
        let channel = store.channel(id).await?.ok_or(CoreError::NotFound(Thing::Channel))?.verify(&self.keyring)?;
        if channel.id == id { Ok(channel) } else { Err(CoreError::tampered("notice_channel")) }
    }

    /// Something that lasts.
    pub async fn condition(&self, store: &dyn Store, key: &str) -> Result<Option<ConditionRow>, CoreError> {
        let Some(condition) = store.condition(key).await? else { return Ok(None) };
        let condition = condition.verify(&self.keyring)?;
        if condition.key == key { Ok(Some(condition)) } else { Err(CoreError::tampered("notice_condition")) }
    }

    /// A message; `None` if it went with its channel.
    pub async fn delivery(&self, store: &dyn Store, id: DeliveryId) -> Result<Option<DeliveryRow>, CoreError> {
        let Some(delivery) = store.delivery(id).await? else { return Ok(None) };
        let delivery = delivery.verify(&self.keyring)?;
        if delivery.id == id { Ok(Some(delivery)) } else { Err(CoreError::tampered("notice_delivery")) }
    }

    /// What a messenger needs of a channel.
    pub fn channel_access(&self, channel: &ChannelRow) -> Result<ChannelAccess, CoreError> {
        let decrypt = |secret: &crate::rows::Ciphertext| {
            self.keyring.decrypt_record(CHANNEL_SECRET, &channel.id.0, &secret.0).map_err(CoreError::from)
        };
        Ok(ChannelAccess {
            name: channel.name.clone(),
            settings: channel.settings.clone(),
            secret: channel.secret.as_ref().map(decrypt).transpose()?,
        })
    }

    /// What is said at the next try of a message.
    pub fn message(&self, delivery: &DeliveryRow, now: Timestamp) -> Message {
        Message {
            id: delivery.id,
            attempt: delivery.attempts.saturating_add(1),
            created: delivery.created,
            now,
            account: self.installation.account.clone(),
            region: self.installation.region.clone(),
            kind: delivery.kind,
            resolved: delivery.resolved,
            notices: delivery.notices.clone(),
            more: delivery.more,
        }
    }
}
