//! CreateNotificationChannel.

use super::channel::{ChannelSecret, NewChannelUse, check_secret};
use crate::{
    CoreError, Limit, Thing,
    engine::{Context, Done, Run, first_revision},
    facts::ChannelFacts,
    ports::{Expect, NoticeChange},
    rows::{Authenticate, ChannelRow},
};
use std::borrow::Cow;
use strongroom_domain::{Action, ChannelId, ChannelName, ChannelSettings, limits};

/// Creates a channel. Nothing is sent: a test does that.
pub struct CreateNotificationChannel {
    /// Unique name, ignoring letter case.
    pub name: ChannelName,
    /// Kind and address. The kind never changes.
    pub settings: ChannelSettings,
    /// The key that signs webhooks, or the password at the mail server.
    pub secret: Option<ChannelSecret>,
    /// What it is for.
    pub used_for: NewChannelUse,
}

impl Run for CreateNotificationChannel {
    type Output = ChannelFacts;

    fn action(&self) -> Action {
        Action::CreateNotificationChannel
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.name.as_str().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<ChannelFacts>, CoreError> {
        self.settings.check()?;
        check_secret(&self.settings, self.secret.is_some())?;
        let kinds = self.used_for.check()?;
        if cx.store().channel_by_name(&self.name).await?.is_some() {
            return Err(CoreError::Exists(Thing::Channel));
        }
        if cx.store().channel_count().await? >= limits::CHANNELS {
            return Err(CoreError::Limit(Limit::Channels));
        }
        let id = ChannelId(crate::random::id(cx.now)?);
        let secret = self.secret.as_ref().map(|secret| secret.encrypt(cx, id, &self.settings)).transpose()?;
        let row = ChannelRow {
            id,
            name: self.name.clone(),
            settings: self.settings.clone(),
            secret,
            kinds,
            scope: self.used_for.scope.clone(),
            digest_minutes: self.used_for.digest_minutes,
            enabled: self.used_for.enabled,
            creator: cx.call.principal.name.clone(),
            created: cx.now,
            updated: cx.now,
            revision: first_revision()?,
        };
        let facts = ChannelFacts::from(row.clone());
        let change = NoticeChange::PutChannel(row.authenticate(&cx.vault.keyring), Expect::Absent);
        Ok(Done::changed(facts, vec![change.into()]))
    }
}
