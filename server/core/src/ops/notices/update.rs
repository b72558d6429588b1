//! UpdateNotificationChannel.

use super::{
    channel,
    channel::{ChannelSecret, NewChannelUse, check_secret},
};
use crate::{
    CoreError,
    engine::{Context, Done, Run},
    facts::ChannelFacts,
    ports::{Expect, NoticeChange},
    rows::{Authenticate, ChannelRow},
};
use std::{borrow::Cow, mem::discriminant};
use strongroom_domain::{
    Action, ChannelName, ChannelScope, ChannelSettings, Field, FieldError, Form, NoticeKind, Problem,
};

/// Changes where a channel leads or what it is for. What is absent stays. Messages that wait follow it.
///
/// Another mail server needs the password again: the stored one is not sent anywhere that its owner did not name.
pub struct UpdateNotificationChannel {
    /// Which channel.
    pub name: ChannelName,
    /// Address, of the same kind.
    pub settings: Option<ChannelSettings>,
    /// The key that signs webhooks, or the password at the mail server.
    pub secret: Option<ChannelSecret>,
    /// For which kinds of notices.
    pub kinds: Option<Vec<NoticeKind>>,
    /// For which secrets.
    pub scope: Option<ChannelScope>,
    /// How long notices of a kind are collected, in minutes.
    pub digest_minutes: Option<u32>,
    /// Whether anything is sent.
    pub enabled: Option<bool>,
}

impl Run for UpdateNotificationChannel {
    type Output = ChannelFacts;

    fn action(&self) -> Action {
        Action::UpdateNotificationChannel
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.name.as_str().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<ChannelFacts>, CoreError> {
        let before = channel(cx, &self.name).await?;
        let expect = Expect::Revision(before.revision);
        let mut row = ChannelRow { updated: cx.now, revision: before.revision + 1, ..before.clone() };
        if let Some(settings) = &self.settings {
            if discriminant(settings) != discriminant(&before.settings) {
                return Err(FieldError::new(Field::ChannelKind, Problem::Malformed(Form::Choice)).into());
            }
            settings.check()?;
            let elsewhere = settings.sends_secret_elsewhere(&before.settings);
            row.settings = settings.clone();
            if without_user(settings) {
                row.secret = None;
            } else if elsewhere && self.secret.is_none() {
                return Err(FieldError::new(Field::MailPassword, Problem::OneRequired(Field::MailHost)).into());
            }
        }
        if let Some(secret) = &self.secret {
            row.secret = Some(secret.encrypt(cx, row.id, &row.settings)?);
        }
        check_secret(&row.settings, row.secret.is_some())?;
        let used_for = NewChannelUse {
            kinds: self.kinds.clone().unwrap_or(row.kinds),
            scope: self.scope.clone().unwrap_or(row.scope),
            digest_minutes: self.digest_minutes.unwrap_or(row.digest_minutes),
            enabled: self.enabled.unwrap_or(row.enabled),
        };
        row.kinds = used_for.check()?;
        (row.scope, row.digest_minutes, row.enabled) = (used_for.scope, used_for.digest_minutes, used_for.enabled);
        let facts = ChannelFacts::from(row.clone());
        let change = NoticeChange::PutChannel(row.authenticate(&cx.vault.keyring), expect);
        Ok(Done::changed(facts, vec![change.into()]))
    }
}

/// A mail server that is no longer logged in to: its password goes.
fn without_user(settings: &ChannelSettings) -> bool {
    matches!(settings, ChannelSettings::Mail(mail) if mail.user.is_none())
}
