//! ListNotificationChannels.

use crate::{
    CoreError,
    engine::{Context, Done, Run},
    facts::ChannelFacts,
    ops::page::{check_page, cut},
};
use strongroom_domain::{Action, ChannelName, limits};

/// Channels by name.
pub struct ListNotificationChannels {
    /// After this one.
    pub after: Option<ChannelName>,
    /// At most this many, 1 to [`limits::PAGE`].
    pub limit: u32,
}

impl Run for ListNotificationChannels {
    /// The channels, and whether more follow.
    type Output = (Vec<ChannelFacts>, bool);

    fn action(&self) -> Action {
        Action::ListNotificationChannels
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<Self::Output>, CoreError> {
        check_page(self.limit, limits::PAGE)?;
        let rows = cx.store().channels(self.after.as_ref(), self.limit + 1).await?;
        let (rows, more) = cut(cx.vault.verified(rows)?, self.limit);
        Ok(Done::read((rows.into_iter().map(ChannelFacts::from).collect(), more)))
    }
}
