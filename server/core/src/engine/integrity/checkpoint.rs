//! Making checkpoints: of blocks that were verified, in the database and outside it.

use super::{AuditKeys, Look, OutsideState, compare::Continue, records};
use crate::{
    CoreError, Engine,
    ports::{NewCheckpoint, OutsideError, Store, StoreError},
};
use std::sync::Arc;
use strongroom_trail::{Checkpoint, Head, Ledger, SignedCheckpoint, TrailFault};

/// Blocks read at once.
const PAGE: u32 = 200;
/// A checkpoint is made even if nothing has happened for this many milliseconds.
const IDLE_MS: i64 = 3_600_000;
/// Checkpoints that are taken in outside at once, the newest; a place that missed more has the others in the database.
const MISSED: u64 = 1_000;

impl Engine {
    /// Compares the database with the copy outside, and makes the next checkpoint if anything happened since the last: in the database, and outside.
    /// Of several nodes that do this at once one makes the checkpoint; each takes it in outside. Without an event for an hour it makes one, too.
    ///
    /// # Errors
    /// Sealed, or the store is unavailable. What is wrong with the trail or the place outside is no error: see [`Engine::integrity`].
    pub async fn make_checkpoint(&self) -> Result<(), CoreError> {
        let keys = self.keys()?;
        self.show_key(&keys.public);
        let _turn = self.integrity.turn.lock().await;
        let continues = self.compared(&keys).await?;
        let newest = match records::position(&*self.store, &keys.installation, &keys.public).await? {
            Err(fault) => {
                self.integrity.looked(Look::Checkpoint, Some(fault.into()));
                return Ok(());
            }
            Ok((mut ledger, newest)) => {
                let fault = extend(&*self.store, &mut ledger, &keys).await?;
                self.integrity.looked(Look::Checkpoint, fault.map(Into::into));
                self.put(&ledger, newest, &keys).await?
            }
        };
        let facts = newest.as_ref().map(Into::into);
        self.integrity.change(|state| state.facts.checkpoint = facts);
        match (continues, newest) {
            (Continue::After(outside), Some(newest)) if newest.number > outside => {
                self.take_outside(outside, &newest, &keys).await
            }
            _ => Ok(()),
        }
    }

    /// The next checkpoint, if it is due; the newest in the database afterwards.
    async fn put(
        &self,
        ledger: &Ledger,
        last: Option<Checkpoint>,
        keys: &AuditKeys,
    ) -> Result<Option<Checkpoint>, CoreError> {
        let now = self.clock.now();
        let is_idle = last.as_ref().is_none_or(|last| now.0.saturating_sub(last.time.0) >= IDLE_MS);
        if ledger.blocks() == 0 || !(ledger.has_moved() || is_idle) {
            return Ok(last);
        }
        let checkpoint = ledger.checkpoint(keys.installation, now);
        match self.keep(checkpoint.clone(), ledger, keys).await {
            Ok(()) => Ok(Some(checkpoint)),
            // Another node was first; what came since is in the next one.
            Err(StoreError::Conflict) => {
                let newest = self.store.newest_checkpoint().await?;
                let newest =
                    newest.and_then(|newest| records::verified(&newest, &keys.installation, &keys.public).ok());
                Ok(newest.map(|newest| newest.checkpoint))
            }
            Err(error) => Err(error.into()),
        }
    }

    pub(super) async fn keep(
        &self,
        checkpoint: Checkpoint,
        ledger: &Ledger,
        keys: &AuditKeys,
    ) -> Result<(), StoreError> {
        let signature = keys.signer.sign(&checkpoint.bytes());
        let signed = SignedCheckpoint { checkpoint, signature };
        self.store.put_checkpoint(&NewCheckpoint { signed, peaks: ledger.tree().peaks().to_vec() }).await
    }

    /// Appends outside what is not there yet.
    pub(super) async fn take_outside(
        &self,
        outside: u64,
        newest: &Checkpoint,
        keys: &AuditKeys,
    ) -> Result<(), CoreError> {
        let Some(place) = self.integrity.outside.get().map(Arc::clone) else { return Ok(()) };
        let from = (outside + 1).max(newest.number.saturating_sub(MISSED - 1));
        let mut missed = Vec::new();
        for record in self.store.checkpoints(from, MISSED as u32).await? {
            match records::verified(&record, &keys.installation, &keys.public) {
                Ok(signed) => missed.push(signed),
                Err(fault) => {
                    self.integrity.looked(Look::Checkpoint, Some(fault.into()));
                    return Ok(());
                }
            }
        }
        let Some(last) = missed.last().cloned() else { return Ok(()) };
        if outside == 0 && newest.number > 1 {
            self.integrity.change(|state| state.facts.begun_anew = true);
            tracing::warn!(
                place = place.place(),
                "no checkpoints were found outside the database, although it has some: they are kept there from now on. What was cut off before cannot be noticed"
            );
        }
        let appended = tokio::task::spawn_blocking(move || place.append(&missed)).await;
        let appended = appended.unwrap_or_else(|_| Err(OutsideError::Unwritable("the write ended early".to_owned())));
        self.integrity.outside_is(match appended {
            Ok(()) => {
                let facts = (&last.checkpoint).into();
                self.integrity.change(|state| state.outside = Some(last));
                OutsideState::Kept(facts)
            }
            Err(error) => OutsideState::Failed(error),
        });
        Ok(())
    }
}

/// Verifies what came since the last checkpoint and adds it, chain by chain. A chain is added up to the first thing that is wrong with it, which is
/// returned.
async fn extend(store: &dyn Store, ledger: &mut Ledger, keys: &AuditKeys) -> Result<Option<TrailFault>, CoreError> {
    let mut first = None;
    let ends = store.heads().await?;
    for known in ledger.heads() {
        let end = ends.iter().find(|end| end.writer == known.writer);
        let found = end.map_or(0, |end| end.sequence);
        let Head { writer, sequence, hash } = *known;
        if found < sequence {
            first.get_or_insert(TrailFault::Cut { writer, sequence, found });
        } else if found == sequence && end.is_some_and(|end| end.hash != hash) {
            first.get_or_insert(TrailFault::Replaced { writer, sequence });
        }
    }
    for end in ends {
        if let Err(fault) = chain(store, ledger, keys, &end).await? {
            first.get_or_insert(fault);
        }
        tokio::task::yield_now().await;
    }
    Ok(first)
}

/// Adds the blocks of one chain up to its end.
async fn chain(
    store: &dyn Store,
    ledger: &mut Ledger,
    keys: &AuditKeys,
    end: &Head,
) -> Result<Result<(), TrailFault>, CoreError> {
    let known = ledger.heads().find(|head| head.writer == end.writer).copied();
    let known_to = known.map_or(0, |head| head.sequence);
    if end.sequence <= known_to {
        return Ok(Ok(()));
    }
    let mut next = known_to.max(1);
    if let Some(head) = known {
        // The block that the last checkpoint ended with, and what follows it.
        let found = store.blocks(head.writer, head.sequence, 1).await?;
        if found.first().is_none_or(|block| block.last() != head.sequence || block.hash != head.hash) {
            return Ok(Err(TrailFault::Replaced { writer: head.writer, sequence: head.sequence }));
        }
        next = head.sequence + 1;
    }
    loop {
        let page = store.blocks(end.writer, next, PAGE).await?;
        for block in &page {
            if !keys.blocks.is_authentic(block) {
                let (writer, first, last) = (block.writer, block.first, block.last());
                return Ok(Err(TrailFault::NotAuthentic { writer, first, last }));
            }
            if let Err(fault) = ledger.add(block) {
                return Ok(Err(fault));
            }
        }
        match page.last() {
            Some(last) if page.len() == PAGE as usize && last.last() < end.sequence => next = last.last() + 1,
            _ => return Ok(Ok(())),
        }
        tokio::task::yield_now().await;
    }
}

/// Verifies every block there is, for a checkpoint that begins a tree.
pub(super) async fn whole(store: &dyn Store, keys: &AuditKeys) -> Result<Result<Ledger, TrailFault>, CoreError> {
    let mut ledger = Ledger::new();
    Ok(extend(store, &mut ledger, keys).await?.map_or(Ok(ledger), Err))
}
