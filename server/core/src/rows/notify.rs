//! Channels, notices that wait for their messages, what lasts, and messages.

use super::{
    Authenticate, Ciphertext, Encoder, RunLease,
    encoding::{Encode, authenticate},
};
use strongroom_domain::{
    ChannelId, ChannelName, ChannelScope, ChannelSettings, DeliveryId, DeliveryOutcome, DeliveryState, MailSettings,
    Notice, NoticeKind, NoticeSubject, Timestamp, WebhookSettings,
};

/// A channel that notices go through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChannelRow {
    /// Id.
    pub id: ChannelId,
    /// Unique name, ignoring letter case.
    pub name: ChannelName,
    /// Kind and address.
    pub settings: ChannelSettings,
    /// The key that signs webhooks, or the password at the mail server; encrypted as a record of the channel.
    pub secret: Option<Ciphertext>,
    /// For which kinds of notices.
    pub kinds: Vec<NoticeKind>,
    /// For which secrets.
    pub scope: ChannelScope,
    /// How long notices of a kind are collected after one was sent, in minutes.
    pub digest_minutes: u32,
    /// Whether anything is sent.
    pub enabled: bool,
    /// Name of the user who created it.
    pub creator: String,
    /// When it was created.
    pub created: Timestamp,
    /// When anything about it last changed.
    pub updated: Timestamp,
    /// One more with each change.
    pub revision: u64,
}

/// A notice that is to become part of messages. It goes when it has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoticeRow {
    /// The notice.
    pub notice: Notice,
}

/// Something that lasts: since when, and whether people know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConditionRow {
    /// What it is about, in a form that is the same each time.
    pub key: String,
    /// The notice that tells it.
    pub notice: Notice,
    /// Since when it has been so.
    pub since: Timestamp,
    /// When people were told.
    pub noticed: Option<Timestamp>,
    /// One more with each change.
    pub revision: u64,
}

/// A message to one channel. It stays for a while when it has ended, as the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeliveryRow {
    /// Id, by which receivers recognise a message that they have got twice.
    pub id: DeliveryId,
    /// To which channel.
    pub channel: ChannelId,
    /// What its notices are about: one kind a message.
    pub kind: NoticeKind,
    /// Whether its notices say that something has ended.
    pub resolved: bool,
    /// The notices, at most [`strongroom_domain::limits::NOTICES`].
    pub notices: Vec<Notice>,
    /// Number of notices that had no room.
    pub more: u32,
    /// When it was to be sent first. Notices of its kind are collected for a while from then on.
    pub opened: Timestamp,
    /// When it was created.
    pub created: Timestamp,
    /// How far it has come.
    pub state: DeliveryState,
    /// When it is sent, or tried again.
    pub due: Timestamp,
    /// Tries that were reported.
    pub attempts: u16,
    /// When it was last tried.
    pub tried: Option<Timestamp>,
    /// What the last try came to.
    pub outcome: Option<DeliveryOutcome>,
    /// The code that the receiver answered, of HTTP or SMTP.
    pub status: Option<u16>,
    /// When it ended.
    pub ended: Option<Timestamp>,
    /// Who sends it now.
    pub lease: Option<RunLease>,
    /// One more each time that it is taken; a report of an earlier one is refused.
    pub fence: u64,
    /// One more with each change.
    pub revision: u64,
}

impl Encode for ChannelSettings {
    fn encode(&self, out: &mut Encoder) {
        match self {
            Self::Webhook(WebhookSettings { url, trust }) => {
                1_u8.encode(out);
                url.encode(out);
                trust.encode(out);
            }
            Self::Mail(MailSettings { host, port, security, trust, user, from, to }) => {
                2_u8.encode(out);
                host.encode(out);
                port.encode(out);
                security.code().encode(out);
                trust.encode(out);
                user.encode(out);
                from.encode(out);
                to.encode(out);
            }
        }
    }
}

impl Encode for ChannelScope {
    fn encode(&self, out: &mut Encoder) {
        match self {
            Self::All => None::<String>.encode(out),
            Self::Prefix(prefix) => Some(prefix.clone()).encode(out),
        }
    }
}

impl Encode for NoticeSubject {
    fn encode(&self, out: &mut Encoder) {
        match self {
            Self::Secret { name, rotation } => {
                1_u8.encode(out);
                name.encode(out);
                rotation.encode(out);
            }
            Self::Server(name) => {
                2_u8.encode(out);
                name.encode(out);
            }
            Self::Channel => 3_u8.encode(out),
        }
    }
}

impl Encode for Notice {
    fn encode(&self, out: &mut Encoder) {
        let Self { id, kind, resolved, at, about, cause, date } = self;
        id.encode(out);
        kind.encode(out);
        resolved.encode(out);
        at.encode(out);
        about.encode(out);
        cause.encode(out);
        date.encode(out);
    }
}

authenticate!(ChannelRow, "notice_channel", 3, |c| c.name, {
    id, name, settings, secret, kinds, scope, digest_minutes, enabled, creator, created, updated, revision
});

authenticate!(NoticeRow, "notice", 3, |n| n.notice.id, { notice });

authenticate!(ConditionRow, "notice_condition", 3, |c| c.key, { key, notice, since, noticed, revision });

authenticate!(DeliveryRow, "notice_delivery", 3, |d| d.id, {
    id, channel, kind, resolved, notices, more, opened, created, state, due, attempts, tried, outcome, status, ended, lease, fence,
    revision
});
