//! Notifications in words.

use super::dto::{ChannelCheck, DeliveryLine};
use crate::labels::as_sentence;
use strongroom_domain::{ChannelScope, ChannelSettings, DeliveryState, MailSecurity, NoticeKind};
use strongroom_ui::Tone;

/// A kind of channel.
pub fn kind(settings: &ChannelSettings) -> &'static str {
    match settings {
        ChannelSettings::Webhook(_) => "Webhook",
        ChannelSettings::Mail(_) => "Mail",
    }
}

/// Where a channel leads, in short.
pub fn destination(settings: &ChannelSettings) -> String {
    match settings {
        ChannelSettings::Webhook(webhook) => webhook.url.clone(),
        ChannelSettings::Mail(mail) => mail.to.join(", "),
    }
}

/// How the connection to a mail server is encrypted.
pub fn security(security: MailSecurity) -> &'static str {
    match security {
        MailSecurity::StartTls => "STARTTLS",
        MailSecurity::Tls => "TLS",
        MailSecurity::Plain => "No encryption",
    }
}

/// A kind of notice, as a channel is set to it.
pub fn notice(kind: NoticeKind) -> &'static str {
    kind.title(false)
}

/// What a kind of notice means, as a hint.
pub fn notice_hint(kind: NoticeKind) -> &'static str {
    match kind {
        NoticeKind::NeedsAPerson => "It has stopped, and does not go on by itself.",
        NoticeKind::RotationFailing => "It has been failing for longer than usual, and keeps trying.",
        NoticeKind::RevocationStuck => "Readers have the new credential, and the old one is not proven dead.",
        NoticeKind::RolledBack => "Readers have the old credential again.",
        NoticeKind::LeakRotation => "Someone said that a credential leaked.",
        NoticeKind::RotationOverdue => "A secret should have rotated an hour ago, and nothing has begun.",
        NoticeKind::DeletionNear => "Its recovery window ends within a day.",
        NoticeKind::CertificateExpiring => "Within 14 days. Not sent through channels for some secrets only.",
        NoticeKind::RotationSucceeded => "Every rotation that ended well.",
        NoticeKind::Test => "",
    }
}

/// For which secrets a channel is.
pub fn scope(scope: &ChannelScope) -> String {
    match scope {
        ChannelScope::All => "All secrets".to_owned(),
        ChannelScope::Prefix(prefix) => format!("{prefix}*"),
    }
}

/// "9 kinds", "Rotation needs a person".
pub fn kinds(kinds: &[NoticeKind]) -> String {
    match kinds {
        [only] => notice(*only).to_owned(),
        all if all.len() == NoticeKind::SELECTABLE.len() => "All kinds".to_owned(),
        some => format!("{} kinds", some.len()),
    }
}

/// The state of a message.
pub fn state(line: &DeliveryLine) -> (Tone, &'static str) {
    match (line.state, line.attempts) {
        (DeliveryState::Delivered, _) => (Tone::Accent, "Delivered"),
        (DeliveryState::Waiting, 0) => (Tone::Neutral, "Waiting"),
        (DeliveryState::Waiting, _) => (Tone::Amber, "Trying again"),
        (DeliveryState::GaveUp, _) => (Tone::Red, "Not delivered"),
        (DeliveryState::Dropped, _) => (Tone::Neutral, "Dropped"),
    }
}

/// What a try came to, as a sentence.
pub fn outcome(check: ChannelCheck) -> String {
    let ChannelCheck { outcome, status } = check;
    as_sentence(&match status {
        Some(status) => format!("{} ({status})", outcome.sentence()),
        None => outcome.sentence().to_owned(),
    })
}
