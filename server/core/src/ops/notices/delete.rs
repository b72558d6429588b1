//! DeleteNotificationChannel.

use super::channel;
use crate::{
    CoreError,
    engine::{Context, Done, Run},
    ports::{Expect, NoticeChange},
};
use std::borrow::Cow;
use strongroom_domain::{Action, ChannelName};

/// Removes a channel with its messages, also those that wait.
pub struct DeleteNotificationChannel {
    /// Which channel.
    pub name: ChannelName,
}

impl Run for DeleteNotificationChannel {
    type Output = ();

    fn action(&self) -> Action {
        Action::DeleteNotificationChannel
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.name.as_str().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<()>, CoreError> {
        let channel = channel(cx, &self.name).await?;
        let change = NoticeChange::RemoveChannel(channel.id, Expect::Revision(channel.revision));
        Ok(Done::changed((), vec![change.into()]))
    }
}
