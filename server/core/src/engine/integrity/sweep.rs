//! The sweep: reads again what checkpoints cover already, the newest part each time and the rest in turns.

use super::{AuditKeys, TrailAlarm};
use crate::{
    CoreError, Engine,
    ports::{DerivedScope, Store},
};
use strongroom_trail::{Chain, Head, TrailFault, verify_block};

/// Chains whose newest part is read in each round: those that ended last.
const CHAINS: usize = 16;
/// Blocks of a chain's newest part.
const NEWEST: u64 = 4_000;
/// Older blocks of a round.
const OLDER: u64 = 4_000;
/// Blocks read at once.
const PAGE: u32 = 200;

impl Engine {
    /// One round of the sweep. What is found wrong becomes an alarm, which stays until [`VerifyTrail`](crate::ops::trail::VerifyTrail) finds
    /// the whole trail right, or this process ends.
    ///
    /// # Errors
    /// Sealed, or the store is unavailable.
    pub async fn sweep_trail(&self) -> Result<(), CoreError> {
        let keys = self.keys()?;
        let round = self.integrity.next_round();
        let fault = blocks_fault(&*self.store, &keys, round).await?;
        let alarm: Option<TrailAlarm> = match fault {
            Some(fault) => Some(fault.into()),
            None => self.store.derived_fault(DerivedScope::Some { round }).await?.map(Into::into),
        };
        let now = self.clock.now();
        self.integrity.change(|state| {
            state.facts.swept = Some(now);
            if alarm.is_some() {
                state.found = alarm;
            }
        });
        Ok(())
    }
}

async fn blocks_fault(store: &dyn Store, keys: &AuditKeys, round: u64) -> Result<Option<TrailFault>, CoreError> {
    let heads = store.heads().await?;
    let newest: Vec<_> = store.writers().await?.into_iter().rev().take(CHAINS).collect();
    let mut older = OLDER;
    for head in heads.iter().filter(|head| newest.contains(&head.writer)) {
        let from = head.sequence.saturating_sub(NEWEST).max(1);
        if let Some(fault) = part(store, keys, head, from, NEWEST).await? {
            return Ok(Some(fault));
        }
    }
    // The rest is laid out end to end, and read in turns from where the round falls.
    let total: u64 = heads.iter().map(|head| head.sequence).sum();
    let mut skip = if total == 0 { 0 } else { round.wrapping_mul(OLDER) % total };
    for head in &heads {
        if skip >= head.sequence {
            skip -= head.sequence;
            continue;
        }
        let from = std::mem::take(&mut skip) + 1;
        if let Some(fault) = part(store, keys, head, from, older).await? {
            return Ok(Some(fault));
        }
        older = older.saturating_sub(head.sequence - from + 1);
        if older == 0 {
            break;
        }
    }
    Ok(None)
}

/// Verifies the blocks of a chain from the one that contains an event on, up to its head: at most about so many.
async fn part(
    store: &dyn Store,
    keys: &AuditKeys,
    head: &Head,
    from: u64,
    most: u64,
) -> Result<Option<TrailFault>, CoreError> {
    let writer = head.writer;
    let (mut chain, mut next, mut left): (Option<Chain>, u64, u64) =
        ((from == 1).then(|| Chain::new(writer)), from, most);
    while left > 0 && next <= head.sequence {
        let page = store.blocks(writer, next, PAGE).await?;
        let Some(last) = page.last() else {
            return Ok(Some(TrailFault::Cut { writer, sequence: head.sequence, found: next - 1 }));
        };
        let after = last.last() + 1;
        for block in &page {
            if !keys.blocks.is_authentic(block) {
                return Ok(Some(TrailFault::NotAuthentic { writer, first: block.first, last: block.last() }));
            }
            match &mut chain {
                Some(chain) => {
                    if let Err(error) = verify_block(chain, block) {
                        return Ok(Some(TrailFault::Chain { writer, error }));
                    }
                }
                // Authentic, so its hash is what was written; the next one follows it.
                None if block.first <= next && next <= block.last() => chain = Some(Chain::after(block)),
                None => {
                    let error = strongroom_trail::ChainError::Gap { expected: next, found: block.first };
                    return Ok(Some(TrailFault::Chain { writer, error }));
                }
            }
        }
        left = left.saturating_sub(page.len() as u64);
        next = after;
        tokio::task::yield_now().await;
    }
    Ok(None)
}
