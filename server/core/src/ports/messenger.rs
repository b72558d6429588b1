//! What a notice needs to reach people.
//!
//! A messenger knows neither the store nor a policy: it is given where a channel leads and what to say, and answers with a fact. It may
//! be given the same message again after any failure, with the same id.

use strongroom_crypto::Plaintext;
use strongroom_domain::{ChannelName, ChannelSettings, DeliveryId, DeliveryOutcome, Notice, NoticeKind, Timestamp};

/// Where a channel leads.
pub struct ChannelAccess {
    /// Its name.
    pub name: ChannelName,
    /// Kind and address.
    pub settings: ChannelSettings,
    /// The key that signs webhooks, or the password at the mail server.
    pub secret: Option<Plaintext>,
}

/// What to say. It holds no value and no credential.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Id, the same for every try.
    pub id: DeliveryId,
    /// Number of this try, from 1.
    pub attempt: u16,
    /// When it was created.
    pub created: Timestamp,
    /// Now, by the wall clock.
    pub now: Timestamp,
    /// Account of the installation.
    pub account: String,
    /// Region of the installation.
    pub region: String,
    /// What its notices are about.
    pub kind: NoticeKind,
    /// Whether they say that something has ended.
    pub resolved: bool,
    /// The notices; at least one.
    pub notices: Vec<Notice>,
    /// Number of further ones.
    pub more: u32,
}

/// What a try came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TryReport {
    /// In a word.
    pub outcome: DeliveryOutcome,
    /// The code that the receiver answered, of HTTP or SMTP.
    pub status: Option<u16>,
}

impl TryReport {
    /// Without a code.
    pub fn new(outcome: DeliveryOutcome) -> Self {
        Self { outcome, status: None }
    }
}

/// Delivers messages to channels of every kind.
#[async_trait::async_trait]
pub trait Messenger: Send + Sync {
    /// Tries once. Bounded in time, well below [`strongroom_domain::limits::DELIVERY_LEASE_MS`].
    async fn deliver(&self, channel: &ChannelAccess, message: &Message) -> TryReport;
}
