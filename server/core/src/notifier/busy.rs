//! Channels that a message is being sent to: one at a time, so that one which does not answer delays no other.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use strongroom_domain::ChannelId;
use tokio::time::Instant;

/// Channels that are sent to at once.
const PARALLEL: usize = 16;
/// How long a channel rests whose message could not be taken or reported.
const REST: Duration = Duration::from_secs(5);

/// Channels that are sent to, and those that rest.
#[derive(Default)]
pub(super) struct BusyChannels(Mutex<HashMap<ChannelId, ChannelHold>>);

#[derive(Clone, Copy, PartialEq, Eq)]
enum ChannelHold {
    Sending,
    RestsUntil(Instant),
}

/// The hold on one channel; ends when it is dropped.
pub(super) struct BusyChannel {
    channels: Arc<BusyChannels>,
    channel: ChannelId,
    rests: bool,
}

impl BusyChannels {
    /// Those that no message is sent to for now.
    pub fn channels(&self) -> Vec<ChannelId> {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        held.retain(|_, hold| {
            *hold == ChannelHold::Sending || matches!(hold, ChannelHold::RestsUntil(at) if *at > now)
        });
        held.keys().copied().collect()
    }

    /// Holds a channel, if there is room and nobody else does.
    pub fn hold(self: &Arc<Self>, channel: ChannelId) -> Option<BusyChannel> {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let sending = held.values().filter(|hold| **hold == ChannelHold::Sending).count();
        if sending >= PARALLEL || held.contains_key(&channel) {
            return None;
        }
        held.insert(channel, ChannelHold::Sending);
        Some(BusyChannel { channels: Arc::clone(self), channel, rests: true })
    }
}

impl BusyChannel {
    /// Ends the hold. A channel whose message did not come through the store rests.
    pub fn end(mut self, went_well: bool) {
        self.rests = !went_well;
    }
}

impl Drop for BusyChannel {
    fn drop(&mut self) {
        let mut held = self.channels.0.lock().unwrap_or_else(PoisonError::into_inner);
        match self.rests {
            true => held.insert(self.channel, ChannelHold::RestsUntil(Instant::now() + REST)),
            false => held.remove(&self.channel),
        };
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn channel_is_sent_to_once_at_a_time_and_rests_after_a_failure() {
        let channels = Arc::<BusyChannels>::default();
        let id = |n| ChannelId([n; 16]);
        let first = channels.hold(id(1)).unwrap();
        assert!(channels.hold(id(1)).is_none(), "one message at a time");
        first.end(true);
        channels.hold(id(1)).unwrap().end(false);
        assert_eq!(channels.channels(), [id(1)]);
        tokio::time::advance(REST).await;
        assert!(channels.channels().is_empty());
        let held: Vec<_> = (0..16).map(|n| channels.hold(id(n)).unwrap()).collect();
        assert!(channels.hold(id(16)).is_none(), "sixteen in all");
        drop(held);
    }
}
