//! Nonces that other processes on this database have seen, and this one before its last restart.

use super::Engine;
use crate::{
    CoreError,
    nonce::{BOUND, WINDOW_MS},
    ports::{SeenNonces, Uptime},
};
use std::sync::Mutex;
use strongroom_domain::Timestamp;

/// How long nonces that another node has seen may stay unknown, in milliseconds.
const POLL_MS: i64 = 1_000;
/// How far the wall clocks of nodes may differ, and a commit may take, in milliseconds.
const SKEW_MS: i64 = 15_000;

/// How far the nonces of other processes are known.
#[derive(Default)]
pub(super) struct OtherNonces(Mutex<Known>);

#[derive(Default)]
struct Known {
    seen: SeenNonces,
    /// When they were last looked for; `None` before the first look.
    looked: Option<Uptime>,
}

impl Engine {
    /// Reads the nonces of the whole window: after a start.
    pub(super) async fn recall_nonces(&self) -> Result<(), CoreError> {
        let at = self.clock.moment();
        self.learn(at.now.plus_ms(-WINDOW_MS), SeenNonces::new()).await?;
        self.other_nonces.lock().looked = Some(at.uptime);
        Ok(())
    }

    /// Reads what other nodes have seen since the last look, if that is a second ago. One request looks, the others go on.
    pub(super) async fn exchange_nonces(&self) -> Result<(), CoreError> {
        if !self.store.shared() {
            return Ok(());
        }
        let at = self.clock.moment();
        let seen = {
            let mut known = self.other_nonces.lock();
            if known.looked.is_some_and(|looked| at.uptime.since_ms(looked) < POLL_MS) {
                return Ok(());
            }
            known.looked = Some(at.uptime);
            known.seen.clone()
        };
        self.learn(at.now.plus_ms(-SKEW_MS), seen).await
    }

    async fn learn(&self, since: Timestamp, seen: SeenNonces) -> Result<(), CoreError> {
        let blocks = self.store.read_nonces(since, &seen, BOUND).await?;
        let mut known = self.other_nonces.lock();
        for block in blocks.iter().rev() {
            self.nonces.remember(&block.nonces, block.to);
            let last = known.seen.entry(block.writer).or_insert(block.first);
            *last = block.first.max(*last);
        }
        Ok(())
    }
}

impl OtherNonces {
    fn lock(&self) -> std::sync::MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}
