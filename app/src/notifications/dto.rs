//! Types of the pages about notifications. Times are milliseconds since 1970. None holds a channel's key or password but the forms'.

use crate::{client::HasPage, page_subject::SubjectKind};
use serde::{Deserialize, Serialize};
use std::fmt;
use strongroom_domain::{ChannelScope, ChannelSettings, DeliveryOutcome, DeliveryState, NoticeKind};

/// A channel, in the list and on its page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelDetail {
    /// Unique name.
    pub name: String,
    /// Kind and address.
    pub settings: ChannelSettings,
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
    pub created: i64,
    /// When it last changed.
    pub updated: i64,
    /// Revision, to detect concurrent changes.
    pub revision: u64,
}

impl HasPage for ChannelDetail {
    const KIND: SubjectKind = SubjectKind::Channel;

    fn name(&self) -> &str {
        &self.name
    }

    fn revision(&self) -> u64 {
        self.revision
    }
}

/// A page of messages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryList {
    /// Newest first.
    pub deliveries: Vec<DeliveryLine>,
    /// Cursor of the next page.
    pub next: Option<String>,
}

/// A message to a channel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryLine {
    /// Id, by which receivers recognise it.
    pub id: String,
    /// Name of the channel.
    pub channel: String,
    /// What its notices are about.
    pub kind: NoticeKind,
    /// Whether they say that something has ended.
    pub resolved: bool,
    /// The first notices, each a sentence.
    pub texts: Vec<String>,
    /// Number of further ones.
    pub more: u64,
    /// When it was created.
    pub created: i64,
    /// How far it has come.
    pub state: DeliveryState,
    /// Tries so far.
    pub attempts: u16,
    /// What the last try came to.
    pub outcome: Option<DeliveryOutcome>,
    /// The code that the receiver answered.
    pub status: Option<u16>,
    /// When it is sent or tried next.
    pub next_try: Option<i64>,
}

/// What a test came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelCheck {
    /// In a word.
    pub outcome: DeliveryOutcome,
    /// The code that the receiver answered.
    pub status: Option<u16>,
}

/// Where a channel leads, as a form sends it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DestinationDraft {
    /// Address of a webhook.
    #[serde(default)]
    pub url: String,
    /// Mail server.
    #[serde(default)]
    pub host: String,
    /// Its port; empty for the usual one.
    #[serde(default)]
    pub port: String,
    /// `starttls`, `tls` or `plain`.
    #[serde(default)]
    pub security: String,
    /// User name at the mail server; empty to send without.
    #[serde(default)]
    pub user: String,
    /// Sender.
    #[serde(default)]
    pub from: String,
    /// Recipients, one a line or separated by commas.
    #[serde(default)]
    pub recipients: String,
    /// Certificates of the authorities to trust, PEM; empty for those of the machine.
    #[serde(default)]
    pub certificates: String,
}

/// What a channel is for, as a form sends it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UseDraft {
    /// Words of the kinds of notices.
    #[serde(default)]
    pub kinds: Vec<String>,
    /// How the names of its secrets begin; empty for all.
    #[serde(default)]
    pub prefix: String,
    /// How long notices are collected, in minutes; empty for the usual time.
    #[serde(default)]
    pub digest: String,
    /// Whether anything is sent.
    #[serde(default)]
    pub enabled: bool,
}

/// A channel's key or password, as a form sends it. Empty to keep the present one.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelSecretDraft {
    /// Signing key of a webhook.
    #[serde(default)]
    pub key: String,
    /// Password at a mail server.
    #[serde(default)]
    pub password: String,
}

/// Without key and password.
impl fmt::Debug for ChannelSecretDraft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key or password")
    }
}
