//! A messenger in memory, and what may go wrong at its receivers. The messengers' own suite has real ones.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex},
};
use strongroom_core::ports::{ChannelAccess, Message, Messenger, TryReport};
use strongroom_domain::DeliveryOutcome;
use tokio::sync::Notify;

/// What channels were given.
#[derive(Default)]
pub struct Inbox {
    taken: Mutex<Vec<(String, Message)>>,
    failures: Mutex<HashMap<String, VecDeque<DeliveryOutcome>>>,
    silent: Mutex<Option<Arc<Notify>>>,
}

impl Inbox {
    /// The next tries through a channel end like this.
    pub fn fail_next(&self, channel: &str, outcomes: impl IntoIterator<Item = DeliveryOutcome>) {
        self.failures.lock().unwrap().entry(channel.to_owned()).or_default().extend(outcomes);
    }

    /// The next try says nothing until it is let go.
    pub fn stall(&self) -> Arc<Notify> {
        self.silent.lock().unwrap().insert(Arc::default()).clone()
    }

    /// Whether a try has begun to say nothing.
    pub fn is_stalled(&self) -> bool {
        self.silent.lock().unwrap().is_none()
    }

    /// Messages since the last look: channel, kind, whether resolved, and number of notices.
    pub fn news(&self) -> Vec<(String, &'static str, bool, usize)> {
        let taken = std::mem::take(&mut *self.taken.lock().unwrap());
        let one = |(channel, message): (String, Message)| {
            (channel, message.kind.word(), message.resolved, message.notices.len() + message.more as usize)
        };
        taken.into_iter().map(one).collect()
    }

    /// The messages themselves.
    pub fn messages(&self) -> Vec<(String, Message)> {
        std::mem::take(&mut *self.taken.lock().unwrap())
    }
}

#[async_trait::async_trait]
impl Messenger for Inbox {
    async fn deliver(&self, channel: &ChannelAccess, message: &Message) -> TryReport {
        let silent = self.silent.lock().unwrap().take();
        if let Some(silent) = silent {
            silent.notified().await;
        }
        let failure = self.failures.lock().unwrap().get_mut(channel.name.as_str()).and_then(VecDeque::pop_front);
        if let Some(outcome) = failure {
            return TryReport { outcome, status: (outcome == DeliveryOutcome::Refused).then_some(500) };
        }
        self.taken.lock().unwrap().push((channel.name.to_string(), message.clone()));
        TryReport { outcome: DeliveryOutcome::Accepted, status: Some(204) }
    }
}
