//! Notification channels. No response holds a key or password.

use super::{from_core, invalid, next_token};
use crate::aliyun::{
    AliyunError, AliyunRequest, ResponseBody,
    parameters::{Parameter, kept},
    time,
};
use crate::http::FieldWriter;
use strongroom_core::{
    Plaintext,
    facts::ChannelFacts,
    ops::notices::{
        ChannelSecret, CreateNotificationChannel, DeleteNotificationChannel, DescribeNotificationChannel,
        ListNotificationChannels, NewChannelUse, TestNotificationChannel, UpdateNotificationChannel,
    },
};
use strongroom_domain::{
    Action, ChannelName, ChannelScope, ChannelSettings, MailSecurity, MailSettings, NoticeKind, Trust, WebhookSettings,
};

/// How long notices are collected unless a caller says otherwise, in minutes.
const DIGEST_MINUTES: u32 = 15;

pub(super) const CREATE: &[Parameter] = &[
    kept("ChannelName"),
    kept("ChannelType"),
    kept("Url"),
    kept("SigningKey"),
    kept("CaCertificates"),
    kept("MailHost"),
    kept("MailPort"),
    kept("MailSecurity"),
    kept("MailUser"),
    kept("MailPassword"),
    kept("MailFrom"),
    kept("MailTo"),
    kept("NoticeKinds"),
    kept("SecretNamePrefix"),
    kept("DigestMinutes"),
    kept("Enabled"),
];

pub(super) async fn create(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    let name = request.channel_name()?;
    let kind = request.params.required("ChannelType")?;
    let (settings, secret) = match kind {
        "webhook" => (webhook(request)?, secret(request, "SigningKey")),
        "mail" => (mail(request)?, secret(request, "MailPassword")),
        _ => return Err(AliyunError::invalid_parameter("ChannelType", "must be webhook or mail")),
    };
    refuse_others(request, kind)?;
    let usual = || NoticeKind::SELECTABLE.into_iter().filter(|kind| kind.is_usual()).collect();
    let used_for = NewChannelUse {
        kinds: kinds(request)?.unwrap_or_else(usual),
        scope: scope(request)?.unwrap_or(ChannelScope::All),
        digest_minutes: digest(request)?.unwrap_or(DIGEST_MINUTES),
        enabled: request.params.flag("Enabled")?.unwrap_or(true),
    };
    let channel = request.run_own(&CreateNotificationChannel { name, settings, secret, used_for }).await?;
    Ok(request.respond(|f| f.object("Channel", |f| fields(f, &channel))))
}

/// Parameters of webhooks and of mail. Those of the other kind ask for something that the channel does not do.
const WEBHOOK: [&str; 2] = ["Url", "SigningKey"];
const MAIL: [&str; 7] = ["MailHost", "MailPort", "MailSecurity", "MailUser", "MailPassword", "MailFrom", "MailTo"];

fn refuse_others(request: &AliyunRequest<'_>, kind: &str) -> Result<(), AliyunError> {
    let others: &[&'static str] = if kind == "webhook" { &MAIL } else { &WEBHOOK };
    match others.iter().find(|name| request.params.optional(name).is_some()) {
        Some(name) => Err(AliyunError::invalid_parameter(name, format!("must be absent for the type {kind}"))),
        None => Ok(()),
    }
}

fn trust(request: &AliyunRequest<'_>) -> Trust {
    let certificates = request.params.optional("CaCertificates");
    certificates.map_or(Trust::SystemAuthorities, |pem| Trust::Authorities(pem.to_owned()))
}

fn webhook(request: &AliyunRequest<'_>) -> Result<ChannelSettings, AliyunError> {
    let url = request.params.required("Url")?.to_owned();
    Ok(ChannelSettings::Webhook(WebhookSettings { url, trust: trust(request) }))
}

fn mail(request: &AliyunRequest<'_>) -> Result<ChannelSettings, AliyunError> {
    let params = request.params;
    let security = MailSecurity::from_word(params.optional("MailSecurity").unwrap_or(MailSecurity::StartTls.word()));
    let security =
        security.ok_or_else(|| AliyunError::invalid_parameter("MailSecurity", "must be starttls, tls or plain"))?;
    let port = params.integer("MailPort", 1..=65_535)?.and_then(|port| u16::try_from(port).ok());
    let to = params.required("MailTo")?.split(',').map(|to| to.trim().to_owned()).collect();
    Ok(ChannelSettings::Mail(MailSettings {
        host: params.required("MailHost")?.to_owned(),
        port: port.unwrap_or(security.usual_port()),
        security,
        trust: trust(request),
        user: params.optional("MailUser").map(str::to_owned),
        from: params.required("MailFrom")?.to_owned(),
        to,
    }))
}

fn secret(request: &AliyunRequest<'_>, name: &'static str) -> Option<ChannelSecret> {
    let text = request.params.get(name)?;
    Some(ChannelSecret(Plaintext::new(text.as_bytes().to_vec())))
}

/// `NoticeKinds`, if given: words separated by commas.
fn kinds(request: &AliyunRequest<'_>) -> Result<Option<Vec<NoticeKind>>, AliyunError> {
    let Some(words) = request.params.optional("NoticeKinds") else { return Ok(None) };
    let known = |word: &str| {
        NoticeKind::from_word(word.trim()).filter(|kind| NoticeKind::SELECTABLE.contains(kind)).ok_or_else(|| {
            let known = NoticeKind::SELECTABLE.map(NoticeKind::word).join(", ");
            AliyunError::invalid_parameter("NoticeKinds", format!("must be of these, separated by commas: {known}"))
        })
    };
    words.split(',').map(known).collect::<Result<_, _>>().map(Some)
}

fn scope(request: &AliyunRequest<'_>) -> Result<Option<ChannelScope>, AliyunError> {
    // Empty for all secrets.
    let prefix = request.params.get("SecretNamePrefix");
    prefix.map(ChannelScope::of_prefix).transpose().map_err(invalid)
}

fn digest(request: &AliyunRequest<'_>) -> Result<Option<u32>, AliyunError> {
    Ok(request.params.integer("DigestMinutes", 0..=NewChannelUse::DIGEST_MAX)?)
}

fn fields(f: &mut FieldWriter<'_>, channel: &ChannelFacts) {
    f.text("ChannelId", &channel.id.to_string());
    f.text("ChannelName", channel.name.as_str());
    f.text("ChannelType", channel.settings.word());
    let trust = match &channel.settings {
        ChannelSettings::Webhook(WebhookSettings { url, trust }) => {
            f.text("Url", url);
            trust
        }
        ChannelSettings::Mail(MailSettings { host, port, security, trust, user, from, to }) => {
            f.text("MailHost", host);
            f.number("MailPort", (*port).into());
            f.text("MailSecurity", security.word());
            f.optional_text("MailUser", user.as_deref());
            f.text("MailFrom", from);
            f.text("MailTo", &to.join(","));
            trust
        }
    };
    if let Trust::Authorities(pem) = trust {
        f.text("CaCertificates", pem);
    }
    let kinds: Vec<_> = channel.kinds.iter().map(|kind| kind.word()).collect();
    f.text("NoticeKinds", &kinds.join(","));
    if let ChannelScope::Prefix(prefix) = &channel.scope {
        f.text("SecretNamePrefix", prefix);
    }
    f.number("DigestMinutes", channel.digest_minutes.into());
    f.flag("Enabled", channel.enabled);
    f.text("Creator", &channel.creator);
    time(f, "CreateTime", channel.created);
    time(f, "UpdateTime", channel.updated);
}

pub(super) const CHANNEL_ONLY: &[Parameter] = &[kept("ChannelName")];

pub(super) async fn describe(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    let channel = request.run_own(&DescribeNotificationChannel { name: request.channel_name()? }).await?;
    Ok(request.respond(|f| f.object("Channel", |f| fields(f, &channel))))
}

pub(super) const LIST: &[Parameter] = &[kept("NextToken"), kept("MaxItems")];

pub(super) async fn list(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    const LIST: Action = Action::ListNotificationChannels;
    let engine = request.caller.engine;
    let limit = request.max_items()?;
    let after = request.params.optional("NextToken").map(|token| engine.read_marker(LIST, token));
    let after = after.transpose().map_err(from_core)?;
    let after = after.as_deref().map(ChannelName::new).transpose().map_err(invalid)?;
    let (channels, more) = request.run_own(&ListNotificationChannels { after, limit }).await?;
    let last = channels.last().filter(|_| more);
    let next = last.map(|channel| engine.make_marker(LIST, channel.name.as_str())).transpose().map_err(from_core)?;
    Ok(request.respond(|f| {
        f.objects("Channels", "Channel", &channels, fields);
        next_token(f, next.as_deref());
    }))
}

pub(super) const UPDATE: &[Parameter] = &[
    kept("ChannelName"),
    kept("Url"),
    kept("SigningKey"),
    kept("CaCertificates"),
    kept("MailHost"),
    kept("MailPort"),
    kept("MailSecurity"),
    kept("MailUser"),
    kept("MailPassword"),
    kept("MailFrom"),
    kept("MailTo"),
    kept("NoticeKinds"),
    kept("SecretNamePrefix"),
    kept("DigestMinutes"),
    kept("Enabled"),
];

/// An address is replaced as a whole; everything else that is absent stays.
pub(super) async fn update(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    let given = |name: &'static str| request.params.optional(name).is_some();
    let (settings, secret) = if WEBHOOK.iter().any(|name| given(name)) {
        refuse_others(request, "webhook")?;
        let settings = given("Url").then(|| webhook(request)).transpose()?;
        (settings, secret(request, "SigningKey"))
    } else if MAIL.iter().any(|name| given(name)) {
        let only_password = MAIL.iter().all(|name| *name == "MailPassword" || !given(name));
        let settings = (!only_password).then(|| mail(request)).transpose()?;
        (settings, secret(request, "MailPassword"))
    } else {
        (None, None)
    };
    if settings.is_none() && given("CaCertificates") {
        return Err(AliyunError::invalid_parameter("CaCertificates", "must be given with Url or MailHost"));
    }
    let op = UpdateNotificationChannel {
        name: request.channel_name()?,
        settings,
        secret,
        kinds: kinds(request)?,
        scope: scope(request)?,
        digest_minutes: digest(request)?,
        enabled: request.params.flag("Enabled")?,
    };
    let unchanged = op.settings.is_none()
        && op.secret.is_none()
        && op.kinds.is_none()
        && op.scope.is_none()
        && op.digest_minutes.is_none()
        && op.enabled.is_none();
    if unchanged {
        return Err(AliyunError::invalid_parameter("ChannelName", "must be given with something to change"));
    }
    let channel = request.run_own(&op).await?;
    Ok(request.respond(|f| f.object("Channel", |f| fields(f, &channel))))
}

pub(super) async fn delete(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    request.run_own(&DeleteNotificationChannel { name: request.channel_name()? }).await?;
    Ok(request.respond(|_| {}))
}

/// What goes wrong at the receiver is the result of the test, not an error.
pub(super) async fn test(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    let op = TestNotificationChannel { name: request.channel_name()? };
    let tested = request.caller.test_channel(&op).await.map_err(from_core)?;
    Ok(request.respond(|f| {
        f.text("Outcome", tested.outcome.word());
        if let Some(status) = tested.status {
            f.number("Status", status.into());
        }
        f.text("Message", tested.outcome.sentence());
    }))
}

impl AliyunRequest<'_> {
    fn channel_name(&self) -> Result<ChannelName, AliyunError> {
        self.required_field("ChannelName", ChannelName::new)
    }
}
