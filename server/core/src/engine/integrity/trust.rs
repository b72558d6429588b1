//! Accepting a restored database: a person with the root key says that the older history is the right one.

use super::{AuditKeys, checkpoint::whole, compare::compare};
use crate::{
    CoreError, Engine,
    ports::{OutsideError, Store},
};
use strongroom_trail::{CheckpointLink, TrailFault};

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trusted {
    /// The database is what the checkpoints outside say, or there are none: there is nothing to accept.
    Nothing,
    /// The database was accepted by the checkpoint of this number.
    Accepted {
        /// Number of the checkpoint.
        number: u64,
        /// Blocks it covers.
        blocks: u64,
        /// What was wrong until now.
        was: TrailFault,
    },
    /// The trail in the database does not verify by itself: no restored database looks like this.
    Refused(TrailFault),
    /// The place outside cannot be used.
    Outside(OutsideError),
}

/// A database that an operator may accept.
pub(crate) struct RestoredDatabase {
    /// Number of the checkpoint that would accept it.
    pub number: u64,
    /// What is wrong until then.
    pub was: TrailFault,
    newest: Option<CheckpointLink>,
}

impl Engine {
    /// Looks whether the database is one that an operator may accept; what becomes of it, if it is not.
    pub(crate) async fn restored_database(
        &self,
        keys: &AuditKeys,
    ) -> Result<Result<RestoredDatabase, Trusted>, CoreError> {
        let outside = match self.integrity.newest_outside(keys).await {
            None | Some(Ok(None)) => return Ok(Err(Trusted::Nothing)),
            Some(Err(error)) => return Ok(Err(Trusted::Outside(error))),
            Some(Ok(Some(outside))) => outside,
        };
        let Some(was) = compare(&*self.store, &outside, keys).await? else { return Ok(Err(Trusted::Nothing)) };
        if !was.is_restored_database() {
            return Ok(Err(Trusted::Refused(was)));
        }
        if let Err(fault) = whole(&*self.store, keys).await? {
            return Ok(Err(Trusted::Refused(fault)));
        }
        let newest = newest(&*self.store).await?;
        let number = outside.checkpoint.number.max(newest.map_or(0, |link| link.number)) + 1;
        Ok(Ok(RestoredDatabase { number, was, newest }))
    }

    /// Accepts it, by a checkpoint over everything there is now.
    pub(crate) async fn accept_database(
        &self,
        found: RestoredDatabase,
        keys: &AuditKeys,
    ) -> Result<Trusted, CoreError> {
        let RestoredDatabase { number, was, newest } = found;
        let ledger = match whole(&*self.store, keys).await? {
            Ok(ledger) => ledger,
            Err(fault) => return Ok(Trusted::Refused(fault)),
        };
        let checkpoint = ledger.accepted(keys.installation, number, self.clock.now(), newest);
        self.keep(checkpoint.clone(), &ledger, keys).await?;
        self.take_outside(number - 1, &checkpoint, keys).await?;
        Ok(Trusted::Accepted { number, blocks: ledger.blocks(), was })
    }
}

/// The newest checkpoint of the database, whether its signature is valid or not: the new one is named after it.
async fn newest(store: &dyn Store) -> Result<Option<CheckpointLink>, CoreError> {
    let Some(record) = store.newest_checkpoint().await? else { return Ok(None) };
    let link = super::records::read(&record).map(|signed| signed.checkpoint.link());
    Ok(Some(link.unwrap_or(CheckpointLink { number: record.number, digest: strongroom_crypto::sha256(&record.bytes) })))
}
