//! ListNotificationDeliveries: the log.

use super::channel;
use crate::{
    CoreError,
    engine::{Context, Done, Run},
    facts::DeliveryFacts,
    ops::page::{check_page, cut},
    ports::DeliverySlice,
};
use std::collections::HashMap;
use strongroom_domain::{Action, ChannelId, ChannelName, DeliveryFilter, DeliveryId, Timestamp, limits};

/// Messages, newest first.
pub struct ListNotificationDeliveries {
    /// To this channel; to all if absent.
    pub channel: Option<ChannelName>,
    /// In these states.
    pub states: DeliveryFilter,
    /// Those behind this one: when it was created, and its id.
    pub after: Option<(Timestamp, DeliveryId)>,
    /// At most this many, 1 to [`limits::PAGE`].
    pub limit: u32,
}

impl Run for ListNotificationDeliveries {
    /// The messages, and whether more follow.
    type Output = (Vec<DeliveryFacts>, bool);

    fn action(&self) -> Action {
        Action::ListNotificationDeliveries
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<Self::Output>, CoreError> {
        check_page(self.limit, limits::PAGE)?;
        let mut names: HashMap<ChannelId, ChannelName> = HashMap::new();
        let mut only = None;
        if let Some(name) = &self.channel {
            let channel = channel(cx, name).await?;
            only = Some(channel.id);
            names.insert(channel.id, channel.name);
        }
        let slice = DeliverySlice { channel: only, states: self.states, after: self.after, limit: self.limit + 1 };
        let rows = cx.store().deliveries(&slice).await?;
        let (rows, more) = cut(cx.vault.verified(rows)?, self.limit);
        if only.is_none() {
            let channels = cx.store().channels(None, u32::try_from(limits::CHANNELS).unwrap_or(u32::MAX)).await?;
            names.extend(cx.vault.verified(channels)?.into_iter().map(|channel| (channel.id, channel.name)));
        }
        // One whose channel is removed meanwhile is not listed.
        let listed = rows.into_iter().filter_map(|row| {
            let name = names.get(&row.channel)?.clone();
            Some(DeliveryFacts::of(row, name))
        });
        Ok(Done::read((listed.collect(), more)))
    }
}
