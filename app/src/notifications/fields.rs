//! Fields of the forms about channels.

use super::{calls::DIGEST_MINUTES, dto::ChannelDetail, words};
use crate::signing_key::SigningKeyField;
use leptos::prelude::*;
use strongroom_domain::{ChannelScope, ChannelSettings, MailSecurity, MailSettings, NoticeKind, Trust, limits};
use strongroom_ui::{
    Card, Checkbox, Choice, NumberField, PasswordField, Select, Switch, TextArea, TextField, use_hydrated,
};

/// Where the channel leads, and its key or password. Without scripts the fields of both kinds are there, whatever was chosen.
pub fn destination_card(kind: RwSignal<String>, before: Option<&ChannelDetail>, lead: AnyView) -> AnyView {
    let hydrated = use_hydrated();
    let shows = move |own: &'static str| !hydrated.get() || *kind.read() == own;
    let webhook = before.and_then(|channel| match &channel.settings {
        ChannelSettings::Webhook(webhook) => Some(webhook.clone()),
        ChannelSettings::Mail(_) => None,
    });
    let mail = before.and_then(|channel| match &channel.settings {
        ChannelSettings::Mail(mail) => Some(mail.clone()),
        ChannelSettings::Webhook(_) => None,
    });
    let trust = webhook.as_ref().map(|webhook| &webhook.trust).or(mail.as_ref().map(|mail| &mail.trust));
    let pem = match trust {
        Some(Trust::Authorities(pem)) => pem.clone(),
        _ => String::new(),
    };
    let url = RwSignal::new(webhook.map(|webhook| webhook.url).unwrap_or_default());
    let mail = StoredValue::new(mail);
    let is_new = before.is_none();
    view! {
        <Card title="Channel">
            <div class="flex flex-col gap-4">
                <div class="grid gap-4 lg:grid-cols-2">{lead}</div>
                {move || shows("webhook").then(|| webhook_fields(url, is_new, hydrated.get()))}
                {move || shows("mail").then(|| mail_fields(mail.get_value().as_ref(), hydrated.get()))}
                <TextArea id="channel-certificates" name="to[certificates]" label="Certificates of the authorities" value=pem rows=4 mono=true hint="PEM. Empty to trust the authorities of Strongroom's machine."/>
            </div>
        </Card>
    }
    .into_any()
}

fn webhook_fields(url: RwSignal<String>, is_new: bool, required: bool) -> AnyView {
    let hint = match is_new {
        true => "32 characters or more, which only Strongroom and the receiver know. Encrypted when stored.",
        false => "Never shown. Leave it empty to keep the present one.",
    };
    view! {
        <div class="grid gap-4 lg:grid-cols-2">
            <TextField id="channel-url" name="to[url]" label="Address" bind_to=url required mono=true max_length=limits::TARGET_HOST placeholder="https://hooks.example.org/strongroom" hint="HTTPS. Messages are sent as JSON, signed with the key."/>
            <SigningKeyField id="channel-key" name="secret[key]" hint checked_by="the receiver"/>
        </div>
    }
    .into_any()
}

fn mail_fields(mail: Option<&MailSettings>, required: bool) -> AnyView {
    let (host, from) = mail.map(|mail| (mail.host.clone(), mail.from.clone())).unwrap_or_default();
    let user = mail.and_then(|mail| mail.user.clone()).unwrap_or_default();
    let port = RwSignal::new(mail.map(|mail| mail.port.to_string()).unwrap_or_default());
    let security = mail.map_or(MailSecurity::StartTls, |mail| mail.security);
    let recipients = mail.map(|mail| mail.to.join("\n")).unwrap_or_default();
    let choices: Vec<_> = MailSecurity::ALL.iter().map(|one| Choice::new(one.word(), words::security(*one))).collect();
    let hint = match mail {
        Some(_) => {
            "Never shown. Leave it empty to keep the present one. Enter it again if server, encryption or user name change."
        }
        None => "Encrypted when stored, and never shown again.",
    };
    view! {
        <div class="grid gap-4 lg:grid-cols-2">
            <TextField id="channel-host" name="to[host]" label="Mail server" value=host required mono=true max_length=limits::TARGET_HOST/>
            <NumberField id="channel-port" name="to[port]" label="Port" bind_to=port min=1 max=65_535 hint="Empty for the usual one: 587 with STARTTLS, 465 with TLS, 25 without encryption."/>
            <Select id="channel-security" name="to[security]" label="Encryption" choices value=security.word() required=true hint="STARTTLS and TLS verify the server's certificate. Without encryption whoever controls the network reads the mail and the password."/>
            <TextField id="channel-from" name="to[from]" label="From" value=from required mono=true max_length=limits::MAIL_ADDRESS placeholder="strongroom@example.org"/>
            <TextField id="channel-user" name="to[user]" label="User name" value=user mono=true max_length=limits::MAIL_ADDRESS hint="Empty to send without logging in."/>
            <PasswordField id="channel-password" name="secret[password]" label="Password" autocomplete="new-password" hint/>
        </div>
        <TextArea id="channel-recipients" name="to[recipients]" label="To" value=recipients rows=3 mono=true required hint=format!("One mail address a line, at most {}.", limits::RECIPIENTS)/>
    }
    .into_any()
}

/// What the channel is for.
pub fn use_card(before: Option<&ChannelDetail>) -> AnyView {
    let has = |kind: NoticeKind| before.map_or(kind.is_usual(), |channel| channel.kinds.contains(&kind));
    let kinds = NoticeKind::SELECTABLE.into_iter().map(|kind| {
        let id = format!("kind-{}", kind.word());
        view! { <Checkbox id name="use_for[kinds][]" value=kind.word() label=words::notice(kind) checked=has(kind) hint=words::notice_hint(kind)/> }
            .into_any()
    });
    let kinds = kinds.collect_view();
    let prefix = match before.map(|channel| &channel.scope) {
        Some(ChannelScope::Prefix(prefix)) => prefix.clone(),
        Some(ChannelScope::All) | None => String::new(),
    };
    let digest = before.map_or(DIGEST_MINUTES, |channel| channel.digest_minutes);
    let digest = RwSignal::new(digest.to_string());
    let enabled = before.is_none_or(|channel| channel.enabled);
    view! {
        <Card title="What is sent">
            <div class="flex flex-col gap-4">
                <fieldset class="flex flex-col gap-3">
                    <legend class="mb-2 text-sm font-medium">"Notices"</legend>
                    {kinds}
                </fieldset>
                <div class="grid gap-4 lg:grid-cols-2">
                    <TextField id="channel-prefix" name="use_for[prefix]" label="Names begin with" value=prefix mono=true max_length=limits::SECRET_NAME placeholder="payments/" hint="Only about secrets whose names begin so. Empty for all secrets."/>
                    <NumberField id="channel-digest" name="use_for[digest]" label="Collect for" unit="minutes" bind_to=digest min=0 max=1_440 hint="The first notice of a kind is sent at once. Those of the next minutes are collected into one message. 0 sends each by itself."/>
                </div>
                <Switch id="channel-enabled" name="use_for[enabled]" label="Send notices" checked=enabled/>
            </div>
        </Card>
    }
    .into_any()
}
