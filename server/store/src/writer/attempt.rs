//! One attempt to write a batch.

use super::{
    PendingCommit, Writer,
    touched::{RowKey, TouchedRows},
};
use crate::{
    convert::int,
    error::{Fault, fault, is_response},
    nonce,
    patience::{LOCK, STEP},
    port::apply,
    trail::{self, WriterIdentity},
};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, SqlErr, TransactionTrait};
use std::{collections::BTreeSet, future::Future, time::Duration};
use strongroom_core::ports::{Change, Commit, SessionChange, StoreError};
use strongroom_domain::Timestamp;
use strongroom_trail::{Block, Chain, Event};

/// After this many new nonces, up to twice as many expired ones are deleted.
const NONCES: u32 = 256;
/// Upper half of the number of the advisory lock that a writer holds from the beginning of a transaction to its end: who gets it knows
/// that no transaction of this writer is still under way.
const FENCE: i64 = 0x5374_726f << 32;

/// A batch that could not be written as a whole. Nothing of it was kept, except perhaps of [`Failed::Unknown`].
pub(super) enum FailedAttempt {
    /// The chain's next position is taken: another process writes with our id, or a lost INSERT had succeeded.
    PlaceTaken,
    /// Other transactions hold its rows; the cause is for the log.
    Contended(String),
    /// The database did not commit.
    Database(DbErr),
    /// The connection was lost during COMMIT, and the database could not be asked what became of it. The results hold if it succeeded.
    Unknown(DbErr, Vec<Result<(), StoreError>>),
}

impl From<DbErr> for FailedAttempt {
    fn from(error: DbErr) -> Self {
        match fault(&error) {
            Fault::Contended => Self::Contended(error.to_string()),
            Fault::Connection | Fault::Statement => Self::Database(error),
        }
    }
}

impl Writer {
    /// Writes all commits once. Takes the chain out and puts it back only when the block is known to be durable or known not to
    /// have been tried.
    pub(super) async fn attempt(
        &mut self,
        batch: &[PendingCommit],
    ) -> Result<Vec<Result<(), StoreError>>, FailedAttempt> {
        self.db.kept()?;
        let identity = match self.identity {
            Some(identity) => identity,
            None => *self.identity.insert(step(&self.db, STEP, trail::register(&self.db)).await?),
        };
        let chain = match self.chain.take() {
            Some(chain) => chain,
            None => step(&self.db, STEP, trail::head(&self.db, identity)).await?,
        };
        if batch.iter().all(PendingCommit::is_read) {
            self.record(identity, chain, batch).await
        } else {
            self.change(identity, chain, batch).await
        }
    }

    /// A block alone.
    async fn record(
        &mut self,
        identity: WriterIdentity,
        chain: Chain,
        batch: &[PendingCommit],
    ) -> Result<Vec<Result<(), StoreError>>, FailedAttempt> {
        let events = batch.iter().map(|pending| &pending.commit.event);
        let block = self.block(&chain, events, batch.iter().map(|pending| &pending.commit));
        match step(&self.db, STEP, self.insert(&self.db.writer, identity, &block)).await {
            Ok(()) => {}
            Err(FailedAttempt::Database(error)) if fault(&error) == Fault::Connection => {
                if !self.committed(identity, &block).await.unwrap_or(false) {
                    return Err(FailedAttempt::Database(error));
                }
            }
            Err(failed) => return Err(failed),
        }
        self.db.kept()?;
        self.advance(identity, chain, &block);
        Ok(batch.iter().map(|_| Ok(())).collect())
    }

    /// Changes and a block.
    async fn change(
        &mut self,
        identity: WriterIdentity,
        chain: Chain,
        batch: &[PendingCommit],
    ) -> Result<Vec<Result<(), StoreError>>, FailedAttempt> {
        // The duration of an upgrade depends on the number of rows.
        let patience = if batch.iter().any(PendingCommit::upgrades) { Duration::MAX } else { STEP + LOCK };
        let transaction = step(&self.db, STEP, self.db.begin()).await?;
        let busy = match self.db.is_sqlite() {
            true => BTreeSet::new(),
            false => self.lock(identity, &transaction, batch).await?,
        };
        let mut results = Vec::with_capacity(batch.len());
        let mut written: Vec<&Commit> = Vec::with_capacity(batch.len());
        for PendingCommit { commit, .. } in batch {
            let result = if !busy.is_empty() && TouchedRows::by(&commit.changes).meets(&busy) {
                Err(StoreError::Contended("another transaction holds the row".to_owned()))
            } else {
                self.apply_alone(&transaction, &commit.changes, patience).await?
            };
            if result.is_ok() {
                written.push(commit);
            }
            results.push(result);
        }
        if written.is_empty() {
            transaction.rollback().await?;
            self.chain = Some(chain);
            return Ok(results);
        }
        self.forget(&transaction, batch).await?;
        let block = self.block(&chain, written.iter().flat_map(|commit| commit.events()), written.iter().copied());
        step(&self.db, STEP, self.insert(&transaction, identity, &block)).await?;
        if let Err(error) = step(&self.db, patience, transaction.commit()).await {
            // A server that says no has not committed. Otherwise it may have, and only the response was lost.
            if is_response(&error) && !self.db.is_sqlite() {
                return Err(error.into());
            }
            match self.committed(identity, &block).await {
                Ok(true) => {}
                Ok(false) => return Err(error.into()),
                Err(_) => return Err(FailedAttempt::Unknown(error, results)),
            }
        }
        // Checked again: acknowledged commits must be in the files that the next start opens.
        self.db.kept()?;
        self.advance(identity, chain, &block);
        Ok(results)
    }

    /// Locks the rows of a batch before its first change. Returns those that other transactions hold, if the batch was held up by them
    /// before; the first time it waits.
    async fn lock(
        &self,
        identity: WriterIdentity,
        transaction: &DatabaseTransaction,
        batch: &[PendingCommit],
    ) -> Result<BTreeSet<RowKey>, FailedAttempt> {
        let touched = TouchedRows::by(batch.iter().flat_map(|pending| &pending.commit.changes));
        let fence = fence(identity);
        let work = async {
            if batch.iter().all(|pending| pending.contended.is_none()) {
                transaction.execute_unprepared(&(fence + &touched.wait())).await?;
                return Ok(BTreeSet::new());
            }
            transaction.execute_unprepared(&fence).await?;
            touched.skip(&self.db, transaction).await
        };
        match step(&self.db, STEP + LOCK, work).await {
            // Several rows, each of which was waited for.
            Err(DbErr::Custom(late)) => Err(FailedAttempt::Contended(late)),
            other => Ok(other?),
        }
    }

    /// Applies changes in a savepoint, so that what the database rejects fails alone. The outer error is the whole batch's: the
    /// transaction cannot go on.
    async fn apply_alone(
        &self,
        transaction: &DatabaseTransaction,
        changes: &[Change],
        patience: Duration,
    ) -> Result<Result<(), StoreError>, FailedAttempt> {
        if changes.is_empty() {
            return Ok(Ok(()));
        }
        let savepoint = step(&self.db, STEP, transaction.begin()).await?;
        for change in changes {
            let applied = async { Ok::<_, DbErr>(apply(&savepoint, change.clone()).await) };
            if let Err(refusal) = step(&self.db, patience, applied).await? {
                if let Err(error) = step(&self.db, STEP, savepoint.rollback()).await {
                    // The cause is what came first, unless a new connection may help.
                    return Err(match refusal {
                        StoreError::Unavailable(cause) if fault(&error) != Fault::Connection => {
                            DbErr::Custom(cause).into()
                        }
                        _ => error.into(),
                    });
                }
                return Ok(Err(refusal));
            }
        }
        step(&self.db, STEP, savepoint.commit()).await?;
        Ok(Ok(()))
    }

    /// The next block: the events, the nonces of the commits, and the MAC over all of it unless the server is sealed.
    fn block<'a>(
        &self,
        chain: &Chain,
        events: impl Iterator<Item = &'a Event>,
        commits: impl Iterator<Item = &'a Commit>,
    ) -> Block {
        let mut block = chain.block(events);
        block.nonces = commits.filter_map(|commit| commit.nonce).flat_map(u64::to_le_bytes).collect();
        block.mac = self.db.block_key.get().map(|key| key.mac(&block));
        block
    }

    async fn insert(
        &self,
        db: &impl ConnectionTrait,
        identity: WriterIdentity,
        block: &Block,
    ) -> Result<(), FailedAttempt> {
        let sql = "INSERT INTO trail_block (writer, first_seq, count, from_time, to_time, hash, body, nonces, tag) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
        let values = [
            identity.number.into(),
            int(block.first).into(),
            i64::from(block.count).into(),
            block.from.0.into(),
            block.to.0.into(),
            block.hash.to_vec().into(),
            block.body.clone().into(),
            // None for a block without: the index of nonces has those with them only.
            Some(&block.nonces).filter(|nonces| !nonces.is_empty()).cloned().into(),
            block.mac.map(|mac| mac.to_vec()).into(),
        ];
        match db.execute_raw(self.db.statement(sql, values)).await {
            Ok(_) => Ok(()),
            Err(error) if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => {
                Err(FailedAttempt::PlaceTaken)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Whether a block whose commit got no response is there. Waits for the end of the transaction that was to write it.
    async fn committed(&self, identity: WriterIdentity, block: &Block) -> Result<bool, DbErr> {
        let look = async {
            let transaction = self.db.begin().await?;
            if !self.db.is_sqlite() {
                transaction.execute_unprepared(&fence(identity)).await?;
            }
            let sql = "SELECT hash FROM trail_block WHERE writer = $1 AND first_seq = $2";
            let values = [identity.number.into(), int(block.first).into()];
            let found = transaction.query_one_raw(self.db.statement(sql, values)).await?;
            let hash: Option<Vec<u8>> = found.map(|row| row.try_get("", "hash")).transpose()?;
            transaction.rollback().await?;
            Ok(hash.is_some_and(|hash| hash == block.hash))
        };
        step(&self.db, STEP, look).await
    }

    /// Keeps the table of nonces from growing: work in proportion to what was added, timed by the events themselves.
    async fn forget(&mut self, db: &DatabaseTransaction, batch: &[PendingCommit]) -> Result<(), FailedAttempt> {
        let changes = batch.iter().flat_map(|pending| &pending.commit.changes);
        self.nonces +=
            changes.filter(|change| matches!(change, Change::Session(SessionChange::UseNonce { .. }))).count() as u32;
        if self.nonces >= NONCES {
            let now = batch.iter().map(|pending| pending.commit.event.time).max().unwrap_or(Timestamp(i64::MIN));
            step(&self.db, STEP, nonce::forget(db, now, 2 * self.nonces)).await?;
            self.nonces = 0;
        }
        Ok(())
    }
}

/// The statement that takes the writer's lock.
fn fence(identity: WriterIdentity) -> String {
    format!("SELECT pg_advisory_xact_lock({})", FENCE | identity.number)
}

/// One step of an attempt, within its time on PostgreSQL.
async fn step<T, E: From<DbErr>>(
    db: &crate::database::Database,
    patience: Duration,
    work: impl Future<Output = Result<T, E>>,
) -> Result<T, E> {
    if db.is_sqlite() {
        return work.await;
    }
    let late = || DbErr::Custom("no response in time".to_owned()).into();
    tokio::select! {
        biased;
        done = work => done,
        () = db.lost() => Err(late()),
        () = tokio::time::sleep(patience) => Err(late()),
    }
}
