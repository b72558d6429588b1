//! Delivers messages to notification channels: a file or folder a kind of channel.
//!
//! It knows neither the store nor a policy. A try opens a connection of its own and closes it. Nothing that a receiver sends enters an
//! outcome but its code.

mod mail;
mod text;
mod webhook;

use std::{sync::Arc, time::Duration};
use strongroom_core::ports::{ChannelAccess, Message, Messenger, TryReport};
use strongroom_domain::{CallableNetworks, ChannelSettings, DeliveryOutcome, Notice};

/// Longest time for one try, from the look-up of the name to the last byte of the answer.
const DEADLINE: Duration = Duration::from_secs(20);

/// Makes addresses of console pages for people who read a message.
pub trait ConsoleLinks: Send + Sync {
    /// The page about what happened, if there is one.
    fn notice(&self, notice: &Notice) -> Option<String>;
    /// The page on which channels are set.
    fn settings(&self) -> String;
    /// The console itself.
    fn console(&self) -> String;
}

/// Delivers to every kind of channel.
#[derive(Clone)]
pub struct Messengers {
    links: Arc<dyn ConsoleLinks>,
    webhooks: CallableNetworks,
    deadline: Duration,
}

impl Messengers {
    /// Webhooks go to public addresses and into these networks only. Mail servers stand in private networks as a rule, and may be anywhere.
    pub fn new(links: Arc<dyn ConsoleLinks>, webhooks: CallableNetworks) -> Self {
        Self { links, webhooks, deadline: DEADLINE }
    }

    /// The same with another deadline for one try.
    #[must_use]
    pub fn with_deadline(self, deadline: Duration) -> Self {
        Self { deadline, ..self }
    }
}

#[async_trait::async_trait]
impl Messenger for Messengers {
    async fn deliver(&self, channel: &ChannelAccess, message: &Message) -> TryReport {
        match (&channel.settings, &channel.secret) {
            (ChannelSettings::Webhook(settings), Some(key)) => {
                webhook::send(self, settings, key, channel, message).await
            }
            (ChannelSettings::Webhook(_), None) => TryReport::new(DeliveryOutcome::Unusable),
            (ChannelSettings::Mail(settings), password) => {
                mail::send(self, settings, password.as_ref(), channel, message).await
            }
        }
    }
}
