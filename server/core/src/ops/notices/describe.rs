//! DescribeNotificationChannel.

use super::channel;
use crate::{
    CoreError,
    engine::{Context, Done, Run},
    facts::ChannelFacts,
};
use std::borrow::Cow;
use strongroom_domain::{Action, ChannelName};

/// Reads where a channel leads and what it is for, never its key or password.
pub struct DescribeNotificationChannel {
    /// Which channel.
    pub name: ChannelName,
}

impl Run for DescribeNotificationChannel {
    type Output = ChannelFacts;

    fn action(&self) -> Action {
        Action::DescribeNotificationChannel
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.name.as_str().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<ChannelFacts>, CoreError> {
        Ok(Done::read(channel(cx, &self.name).await?.into()))
    }
}
