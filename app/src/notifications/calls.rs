//! Server functions for notifications. No key or password comes back from any of them.

use super::dto::{ChannelCheck, ChannelDetail, ChannelSecretDraft, DeliveryList, DestinationDraft, UseDraft};
use crate::error::UiError;
use leptos::prelude::*;
use strongroom_domain::DeliveryFilter;

#[cfg(feature = "ssr")]
use super::dto::DeliveryLine;
#[cfg(feature = "ssr")]
use crate::{
    door::{self, Plaintext, facts, ops::notices as op, redirect_plain_form},
    line_ends::unix_lines,
    paths,
    principals::confirmed,
};
#[cfg(feature = "ssr")]
use strongroom_domain::{
    Action, ChannelName, ChannelScope, ChannelSettings, Field, FieldError, Form, MailSecurity, MailSettings,
    NoticeKind, Problem, Timestamp, Trust, WebhookSettings, limits,
};

/// How long notices are collected unless a form says otherwise, in minutes.
pub const DIGEST_MINUTES: u32 = 15;
/// Notices that the log shows of one message.
#[cfg(feature = "ssr")]
const SHOWN: usize = 5;

/// Every channel: there are few.
#[server]
pub async fn list_channels() -> Result<Vec<ChannelDetail>, UiError> {
    let (channels, _) = door::call(op::ListNotificationChannels { after: None, limit: limits::PAGE }).await?;
    Ok(channels.into_iter().map(detail).collect())
}

/// Messages in these states, to one channel or to all.
#[server]
pub async fn list_deliveries(
    states: DeliveryFilter,
    channel: Option<String>,
    cursor: Option<String>,
) -> Result<DeliveryList, UiError> {
    let channel = channel.map(|name| ChannelName::new(&name)).transpose()?;
    let after = cursor.as_deref().map(position).transpose()?;
    let limit = limits::PAGE;
    let (listed, more) = door::call(op::ListNotificationDeliveries { channel, states, after, limit }).await?;
    let next = listed.last().filter(|_| more).map(|last| format!("{}.{}", last.created.0, last.id));
    Ok(DeliveryList { deliveries: listed.into_iter().map(line).collect(), next })
}

/// One channel.
#[server]
pub async fn load_channel(name: String) -> Result<ChannelDetail, UiError> {
    Ok(detail(door::call(op::DescribeNotificationChannel { name: ChannelName::new(&name)? }).await?))
}

/// Refuses the form for a new channel to those who may not create one.
#[server]
pub async fn begin_channel() -> Result<(), UiError> {
    door::required(Action::CreateNotificationChannel).await
}

/// One channel, for those who may change it.
#[server]
pub async fn load_channel_form(name: String) -> Result<ChannelDetail, UiError> {
    door::required(Action::UpdateNotificationChannel).await?;
    load_channel(name).await
}

/// Creates a channel and redirects to its page.
#[server]
pub async fn create_channel(
    name: String,
    kind: String,
    #[server(default)] to: DestinationDraft,
    #[server(default)] use_for: UseDraft,
    #[server(default)] secret: ChannelSecretDraft,
) -> Result<String, UiError> {
    let name = ChannelName::new(name.trim())?;
    let settings = settings(&kind, &to)?;
    let secret = channel_secret(&kind, secret);
    let used_for = used_for(&use_for)?;
    let name = door::call(op::CreateNotificationChannel { name, settings, secret, used_for }).await?.name.to_string();
    redirect_plain_form(&paths::channel(&name));
    Ok(name)
}

/// Changes a channel. Key and password stay if none is given.
#[server]
pub async fn update_channel(
    name: String,
    kind: String,
    #[server(default)] to: DestinationDraft,
    #[server(default)] use_for: UseDraft,
    #[server(default)] secret: ChannelSecretDraft,
) -> Result<String, UiError> {
    let name = ChannelName::new(&name)?;
    let op::NewChannelUse { kinds, scope, digest_minutes, enabled } = used_for(&use_for)?;
    let op = op::UpdateNotificationChannel {
        name: name.clone(),
        settings: Some(settings(&kind, &to)?),
        secret: channel_secret(&kind, secret),
        kinds: Some(kinds),
        scope: Some(scope),
        digest_minutes: Some(digest_minutes),
        enabled: Some(enabled),
    };
    door::call(op).await?;
    redirect_plain_form(&paths::channel(name.as_str()));
    Ok(name.into())
}

/// Deletes a channel with its messages. `confirm` must be its name.
#[server]
pub async fn delete_channel(name: String, #[server(default)] confirm: String) -> Result<String, UiError> {
    confirmed("channel", &name, &confirm)?;
    door::call(op::DeleteNotificationChannel { name: ChannelName::new(&name)? }).await?;
    redirect_plain_form(paths::NOTIFICATIONS);
    Ok(name)
}

/// Sends a test through a channel and waits for what comes of it.
#[server]
pub async fn test_channel(name: String) -> Result<ChannelCheck, UiError> {
    let tested = door::test_channel(&op::TestNotificationChannel { name: ChannelName::new(&name)? }).await?;
    Ok(ChannelCheck { outcome: tested.outcome, status: tested.status })
}

#[cfg(feature = "ssr")]
fn choice(field: Field) -> FieldError {
    FieldError::new(field, Problem::Malformed(Form::Choice))
}

#[cfg(feature = "ssr")]
fn settings(kind: &str, to: &DestinationDraft) -> Result<ChannelSettings, FieldError> {
    let DestinationDraft { url, host, port, security, user, from, recipients, certificates } = to;
    let trust = match certificates.trim() {
        "" => Trust::SystemAuthorities,
        _ => Trust::Authorities(unix_lines(certificates)),
    };
    match kind {
        "webhook" => Ok(ChannelSettings::Webhook(WebhookSettings { url: url.trim().to_owned(), trust })),
        "mail" => {
            let security = MailSecurity::from_word(security).ok_or_else(|| choice(Field::MailSecurity))?;
            let port = match port.trim() {
                "" => security.usual_port(),
                port => port.parse().map_err(|_| FieldError::new(Field::MailPort, Problem::Malformed(Form::Port)))?,
            };
            let to = recipients.split([',', '\n']).map(str::trim).filter(|to| !to.is_empty());
            Ok(ChannelSettings::Mail(MailSettings {
                host: host.trim().to_owned(),
                port,
                security,
                trust,
                user: Some(user.trim().to_owned()).filter(|user| !user.is_empty()),
                from: from.trim().to_owned(),
                to: to.map(str::to_owned).collect(),
            }))
        }
        _ => Err(choice(Field::ChannelKind)),
    }
}

/// That of the kind. Fields of the other kind are there without scripts.
#[cfg(feature = "ssr")]
fn channel_secret(kind: &str, draft: ChannelSecretDraft) -> Option<op::ChannelSecret> {
    let text = if kind == "webhook" { draft.key } else { draft.password };
    (!text.is_empty()).then(|| op::ChannelSecret(Plaintext::new(text.into_bytes())))
}

#[cfg(feature = "ssr")]
fn used_for(draft: &UseDraft) -> Result<op::NewChannelUse, FieldError> {
    let kinds = draft.kinds.iter().map(|word| NoticeKind::from_word(word).ok_or_else(|| choice(Field::NoticeKinds)));
    let digest_minutes = match draft.digest.trim() {
        "" => DIGEST_MINUTES,
        // Text that is not a number is refused like a number out of range.
        digits => digits.parse().unwrap_or(u32::MAX),
    };
    Ok(op::NewChannelUse {
        kinds: kinds.collect::<Result<_, _>>()?,
        scope: ChannelScope::of_prefix(draft.prefix.trim())?,
        digest_minutes,
        enabled: draft.enabled,
    })
}

#[cfg(feature = "ssr")]
fn position(cursor: &str) -> Result<(Timestamp, strongroom_domain::DeliveryId), FieldError> {
    let broken = || FieldError::new(Field::Cursor, Problem::UnknownCursor);
    let (created, id) = cursor.split_once('.').ok_or_else(broken)?;
    Ok((Timestamp(created.parse().map_err(|_| broken())?), id.parse().map_err(|_| broken())?))
}

#[cfg(feature = "ssr")]
fn detail(facts: facts::ChannelFacts) -> ChannelDetail {
    ChannelDetail {
        name: facts.name.into(),
        settings: facts.settings,
        kinds: facts.kinds,
        scope: facts.scope,
        digest_minutes: facts.digest_minutes,
        enabled: facts.enabled,
        creator: facts.creator,
        created: facts.created.0,
        updated: facts.updated.0,
        revision: facts.revision,
    }
}

#[cfg(feature = "ssr")]
fn line(facts: facts::DeliveryFacts) -> DeliveryLine {
    let number = facts.notices.len() as u64 + u64::from(facts.more);
    let texts: Vec<_> = facts.notices.iter().take(SHOWN).map(strongroom_domain::Notice::sentence).collect();
    DeliveryLine {
        id: facts.id.to_string(),
        channel: facts.channel.into(),
        kind: facts.kind,
        resolved: facts.resolved,
        more: number - texts.len() as u64,
        texts,
        created: facts.created.0,
        state: facts.state,
        attempts: facts.attempts,
        outcome: facts.outcome,
        status: facts.status,
        next_try: facts.next_try.map(|at| at.0),
    }
}
