//! Messages and channels to send.

use std::{sync::Arc, time::Duration};
use strongroom_core::{
    Plaintext,
    ports::{ChannelAccess, Message, Messenger, TryReport},
};
use strongroom_domain::*;
use strongroom_messengers::{ConsoleLinks, Messengers};

pub const KEY: &str = "0123456789abcdef0123456789abcdef";

pub struct Links;

impl ConsoleLinks for Links {
    fn notice(&self, notice: &Notice) -> Option<String> {
        notice.about.secret().map(|name| format!("https://secrets.example/secrets/overview/{name}"))
    }
    fn settings(&self) -> String {
        "https://secrets.example/settings/notifications".to_owned()
    }
    fn console(&self) -> String {
        "https://secrets.example".to_owned()
    }
}

pub fn notice(about: NoticeSubject) -> Notice {
    Notice {
        id: NoticeId([7; 16]),
        kind: NoticeKind::NeedsAPerson,
        resolved: false,
        at: Timestamp(1_795_000_000_000),
        about,
        cause: Some(RunCause::ManagerRefused),
        date: None,
    }
}

pub fn secret(name: &str) -> NoticeSubject {
    NoticeSubject::Secret { name: SecretName::new(name).unwrap(), rotation: Some(RotationId([9; 16])) }
}

pub fn message(notices: Vec<Notice>) -> Message {
    Message {
        id: DeliveryId([1; 16]),
        attempt: 1,
        created: Timestamp(1_795_000_000_000),
        now: Timestamp(1_795_000_060_000),
        account: "1234567890123456".to_owned(),
        region: "local".to_owned(),
        kind: notices[0].kind,
        resolved: false,
        notices,
        more: 0,
    }
}

pub fn access(settings: ChannelSettings, secret: Option<&str>) -> ChannelAccess {
    let secret = secret.map(|secret| Plaintext::new(secret.as_bytes().to_vec()));
    ChannelAccess { name: ChannelName::new("ops").unwrap(), settings, secret }
}

/// Sends with a short deadline, also to this machine.
pub async fn send(channel: &ChannelAccess, message: &Message) -> TryReport {
    send_by(CallableNetworks::parse("127.0.0.0/8, ::1").unwrap(), channel, message).await
}

pub async fn send_by(networks: CallableNetworks, channel: &ChannelAccess, message: &Message) -> TryReport {
    send_within(Duration::from_secs(2), networks, channel, message).await
}

pub async fn send_within(
    deadline: Duration,
    networks: CallableNetworks,
    channel: &ChannelAccess,
    message: &Message,
) -> TryReport {
    Messengers::new(Arc::new(Links), networks).with_deadline(deadline).deliver(channel, message).await
}
