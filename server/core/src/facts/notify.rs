//! Channels and messages.

use crate::rows::{ChannelRow, DeliveryRow};
use strongroom_domain::{
    ChannelId, ChannelName, ChannelScope, ChannelSettings, DeliveryId, DeliveryOutcome, DeliveryState, Notice,
    NoticeKind, Timestamp,
};

/// A channel, without its key or password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChannelFacts {
    /// Id, which another channel of this name does not have.
    pub id: ChannelId,
    /// Unique name, ignoring letter case.
    pub name: ChannelName,
    /// Kind and address.
    pub settings: ChannelSettings,
    /// Whether it has a key or password.
    pub has_secret: bool,
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
    /// For changes that must not overwrite another's.
    pub revision: u64,
}

impl From<ChannelRow> for ChannelFacts {
    fn from(row: ChannelRow) -> Self {
        let ChannelRow { id, name, settings, secret, kinds, scope, digest_minutes, enabled, creator, created, .. } =
            row;
        let (updated, revision) = (row.updated, row.revision);
        let has_secret = secret.is_some();
        Self {
            id,
            name,
            settings,
            has_secret,
            kinds,
            scope,
            digest_minutes,
            enabled,
            creator,
            created,
            updated,
            revision,
        }
    }
}

/// A message to a channel, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeliveryFacts {
    /// Id, by which receivers recognise it.
    pub id: DeliveryId,
    /// Name of the channel.
    pub channel: ChannelName,
    /// What its notices are about.
    pub kind: NoticeKind,
    /// Whether they say that something has ended.
    pub resolved: bool,
    /// The notices.
    pub notices: Vec<Notice>,
    /// Number of notices that had no room.
    pub more: u32,
    /// When it was created.
    pub created: Timestamp,
    /// How far it has come.
    pub state: DeliveryState,
    /// When it is sent or tried next; `None` if it has ended.
    pub next_try: Option<Timestamp>,
    /// Tries that were reported.
    pub attempts: u16,
    /// When it was last tried.
    pub tried: Option<Timestamp>,
    /// What the last try came to.
    pub outcome: Option<DeliveryOutcome>,
    /// The code that the receiver answered, of HTTP or SMTP.
    pub status: Option<u16>,
}

impl DeliveryFacts {
    /// The facts of a row of this channel.
    pub(crate) fn of(row: DeliveryRow, channel: ChannelName) -> Self {
        let next_try = (row.state == DeliveryState::Waiting).then_some(row.due);
        let DeliveryRow { id, kind, resolved, notices, more, created, state, attempts, tried, outcome, status, .. } =
            row;
        Self { id, channel, kind, resolved, notices, more, created, state, next_try, attempts, tried, outcome, status }
    }
}
