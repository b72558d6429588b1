//! The database against the newest checkpoint outside it.

use super::{AuditKeys, Integrity, IntegrityWatch, Look, OutsideState, records::verified};
use crate::{
    CoreError, Engine,
    ports::{DerivedFault, OutsideError, Store},
};
use std::sync::Arc;
use strongroom_trail::{CheckpointError, Head, Predecessor, SignedCheckpoint, TrailFault, WriterId};

/// Heads that are looked up when the database is compared; the next checkpoint looks at all.
const HEADS: usize = 32;

impl Engine {
    /// Compares the database with the newest checkpoint outside it. What is wrong becomes an alarm.
    ///
    /// # Errors
    /// Sealed, or the store is unavailable.
    pub async fn compare_with_outside(&self) -> Result<(), CoreError> {
        let keys = self.keys()?;
        self.show_key(&keys.public);
        self.compared(&keys).await.map(drop)
    }

    /// The newest checkpoint outside, compared with the database; whether it may be continued.
    pub(super) async fn compared(&self, keys: &AuditKeys) -> Result<Continue, CoreError> {
        let outside = match self.integrity.newest_outside(keys).await {
            None => return Ok(Continue::Off),
            Some(Ok(outside)) => outside,
            Some(Err(error)) => {
                self.integrity.outside_is(OutsideState::Failed(error));
                return Ok(Continue::Failed);
            }
        };
        // A copy that was removed under a running server is still remembered.
        let Some(outside) = outside.or_else(|| self.integrity.change(|state| state.outside.clone())) else {
            self.integrity.looked(Look::Compare, None);
            self.integrity.outside_is(OutsideState::Missing);
            return Ok(Continue::After(0));
        };
        let fault = compare(&*self.store, &outside, keys).await?;
        let continues = if fault.is_some() { Continue::Alarm } else { Continue::After(outside.checkpoint.number) };
        self.integrity.looked(Look::Compare, fault.map(Into::into));
        self.integrity.outside_is(OutsideState::Kept((&outside.checkpoint).into()));
        self.integrity.change(|state| state.outside = Some(outside));
        Ok(continues)
    }

    /// What is known about the trail, after the database was compared with the newest checkpoint that this process saw outside it. `refused` are blocks
    /// that were to be shown and are not authentic, `misindexed` is what the index says and events do not.
    pub(crate) async fn checked(
        &self,
        refused: &[(WriterId, u64, u64)],
        misindexed: Option<DerivedFault>,
    ) -> Result<Integrity, CoreError> {
        let seen = self.integrity.change(|state| state.outside.clone());
        if let Some(seen) = seen {
            let fault = compare(&*self.store, &seen, &self.keys()?).await?;
            self.integrity.looked(Look::Compare, fault.map(Into::into));
        }
        if let Some((writer, first, last)) = refused.first().copied() {
            self.integrity.found(Some(TrailFault::NotAuthentic { writer, first, last }.into()));
        } else if let Some(fault) = misindexed {
            self.integrity.found(Some(fault.into()));
        }
        Ok(self.integrity())
    }

    /// Compares the database with the newest checkpoint outside it, read anew, and with one that is given.
    pub(crate) async fn compared_again(
        &self,
        keys: &AuditKeys,
        given: Option<&SignedCheckpoint>,
    ) -> Result<ComparedTrail, CoreError> {
        let (mut newest, mut fault, mut unusable) = (None, None, None);
        match self.integrity.newest_outside(keys).await {
            Some(Ok(Some(outside))) => {
                newest = Some(outside.checkpoint.number);
                fault = compare(&*self.store, &outside, keys).await?;
            }
            Some(Err(error)) => unusable = Some(error),
            None | Some(Ok(None)) => {}
        }
        if let Some(given) = given {
            let number = given.checkpoint.number;
            newest = newest.max(Some(number));
            let wrong = |error| TrailFault::Checkpoint { number, error };
            fault = fault.or(match given.verify(&keys.public) {
                Err(error) => Some(wrong(error)),
                Ok(checkpoint) if checkpoint.installation != keys.installation => {
                    Some(wrong(CheckpointError::Signature))
                }
                Ok(_) => compare(&*self.store, given, keys).await?,
            });
        }
        Ok(ComparedTrail { newest, fault, unusable })
    }
}

/// What a comparison with checkpoints outside the database says.
pub(crate) struct ComparedTrail {
    /// The newest number that the database was compared with.
    pub newest: Option<u64>,
    /// What is wrong with the database.
    pub fault: Option<TrailFault>,
    /// Why the checkpoints outside could not be read.
    pub unusable: Option<OutsideError>,
}

/// What may be appended outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Continue {
    /// There is no place outside.
    Off,
    /// The place cannot be used.
    Failed,
    /// The database has another history: nothing, so that the alarm stays.
    Alarm,
    /// Checkpoints with higher numbers.
    After(u64),
}

impl IntegrityWatch {
    /// Whether there are checkpoints outside, or what is there cannot be read.
    pub(crate) async fn has_outside(&self, keys: &AuditKeys) -> bool {
        matches!(self.newest_outside(keys).await, Some(Ok(Some(_)) | Err(_)))
    }

    /// The newest checkpoint outside, if there is a place for them.
    pub(super) async fn newest_outside(
        &self,
        keys: &AuditKeys,
    ) -> Option<Result<Option<SignedCheckpoint>, OutsideError>> {
        let place = Arc::clone(self.outside.get()?);
        let (installation, key) = (keys.installation, keys.public);
        let read = tokio::task::spawn_blocking(move || place.newest(&installation, &key)).await;
        Some(read.unwrap_or_else(|_| Err(OutsideError::Unreadable("the read ended early".to_owned()))))
    }
}

/// Whether the database is at or behind a checkpoint that was verified, or an operator has set that one aside.
pub(super) async fn compare(
    store: &dyn Store,
    outside: &SignedCheckpoint,
    keys: &AuditKeys,
) -> Result<Option<TrailFault>, CoreError> {
    let number = outside.checkpoint.number;
    let Some(record) = store.checkpoints(number, 1).await?.into_iter().next() else {
        if store.lacks_macs().await? {
            return Ok(Some(TrailFault::Stripped { outside: number }));
        }
        let database = store.newest_checkpoint().await?.map(|newest| newest.number);
        return Ok(Some(TrailFault::OlderDatabase { outside: number, database }));
    };
    let ours = match verified(&record, &keys.installation, &keys.public) {
        Ok(ours) => ours.checkpoint,
        Err(fault) => return Ok(Some(fault)),
    };
    if ours.number == number {
        return if ours == outside.checkpoint {
            still_there(store, ours.moved.iter().take(HEADS)).await
        } else {
            Ok(Some(TrailFault::OtherHistory { number }))
        };
    }
    match ours.follows {
        Predecessor::Accepted(newest) if newest.is_none_or(|newest| newest.number < number) => Ok(None),
        _ => Ok(Some(TrailFault::OtherHistory { number })),
    }
}

/// Whether chains have the events that a checkpoint saw.
async fn still_there(store: &dyn Store, heads: impl Iterator<Item = &Head>) -> Result<Option<TrailFault>, CoreError> {
    for head in heads {
        if let Some(fault) = head_fault(store, head).await? {
            return Ok(Some(fault));
        }
    }
    Ok(None)
}

/// Whether the chain has a block that ends at the head, with its hash.
async fn head_fault(store: &dyn Store, head: &Head) -> Result<Option<TrailFault>, CoreError> {
    let Head { writer, sequence, hash } = *head;
    let found = store.blocks(writer, sequence, 1).await?;
    Ok(match found.first() {
        Some(block) if block.last() == sequence && block.hash == hash => None,
        Some(_) => Some(TrailFault::Replaced { writer, sequence }),
        None => {
            let end = store.heads().await?.into_iter().find(|end| end.writer == writer);
            Some(TrailFault::Cut { writer, sequence, found: end.map_or(0, |end| end.sequence) })
        }
    })
}
