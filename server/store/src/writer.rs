//! Group commit: the one place that writes the trail.
//!
//! A task takes all queued commits (at most [`BATCH`]) and writes them as one database transaction
//! and one trail block. Each commit's changes have their own savepoint, so that a rejected commit fails alone and
//! leaves no event. When no commit of a batch changes rows the block is a single INSERT: one statement, one sync of the disk.
//!
//! The head of the chain moves only behind a block that is durable. After any doubt (a failed COMMIT, a lost connection, a
//! block that another process wrote at the same position) it is read back from the database before the next block is made.

use crate::{
    checkpoint::passive,
    convert::int,
    database::Database,
    error::unavailable,
    nonce,
    port::apply,
    trail::{self, Progress, WriterIdentity},
};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, SqlErr, TransactionTrait};
use std::{
    collections::VecDeque,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use strongroom_core::ports::{Change, Commit, InstallationChange, SessionChange, StoreError};
use strongroom_domain::Timestamp;
use strongroom_trail::{Block, Chain, Event};
use tokio::sync::{mpsc, oneshot};

/// Commits in one transaction at most.
const BATCH: usize = 512;
/// Length of the queue; further callers wait.
pub(crate) const QUEUE: usize = 4096;
/// After this many new nonces, up to twice as many expired ones are deleted.
const NONCES: u32 = 256;
/// How often a batch is retried when its position in the chain is taken.
const ATTEMPTS: u32 = 3;
/// How long the database may take for a batch; a broken network may block for much longer.
const PATIENCE: Duration = Duration::from_secs(20);

/// A commit and the channel to its caller. It happens even if the caller gives up.
pub(crate) struct Job {
    pub commit: Commit,
    pub answer: oneshot::Sender<Result<(), StoreError>>,
}

/// The writer task's state.
pub(crate) struct Writer {
    db: Database,
    /// This process's writer in the trail; chosen with the first commit, so that a process that only reads leaves no trace.
    identity: Option<WriterIdentity>,
    /// The head of the chain; `None` while it is in doubt.
    chain: Option<Chain>,
    nonces: u32,
    progress: Arc<Progress>,
    /// Set when SQLite's log is long and should be finished.
    checkpoint: Arc<AtomicBool>,
    /// Whether the last batch could not be written.
    failing: Arc<AtomicBool>,
}

/// A batch that could not be written as a whole.
enum Failed {
    /// The chain's next position is taken: another process writes with our id, or a lost COMMIT had succeeded.
    PlaceTaken,
    /// The database did not commit, or it is unknown whether it did.
    Database(DbErr),
}

impl From<DbErr> for Failed {
    fn from(error: DbErr) -> Self {
        Self::Database(error)
    }
}

impl Writer {
    pub fn new(db: Database, progress: Arc<Progress>, checkpoint: Arc<AtomicBool>, failing: Arc<AtomicBool>) -> Self {
        Self { db, identity: None, chain: None, nonces: 0, progress, checkpoint, failing }
    }

    /// Runs until all senders are dropped and the queue is empty.
    pub async fn run(mut self, mut queue: mpsc::Receiver<Job>) {
        let mut jobs = Vec::with_capacity(BATCH);
        while queue.recv_many(&mut jobs, BATCH).await > 0 {
            // Lets requests that are ready join this batch: half as many syncs under load, no delay otherwise.
            tokio::task::yield_now().await;
            while jobs.len() < BATCH
                && let Ok(job) = queue.try_recv()
            {
                jobs.push(job);
            }
            self.write(&mut jobs).await;
            if self.checkpoint.swap(false, Ordering::AcqRel)
                && let Err(error) = passive(&self.db, &self.db.writer).await
            {
                tracing::debug!(%error, "the checkpoint failed; it is retried shortly");
            }
        }
    }

    async fn write(&mut self, jobs: &mut Vec<Job>) {
        let mut attempt = 1;
        let outcome = loop {
            // SQLite always returns, however slow the disk is. The duration of an upgrade depends on the number of rows.
            let unlimited = self.db.is_sqlite() || jobs.iter().any(upgrades);
            let patience = if unlimited { Duration::MAX } else { PATIENCE };
            match tokio::time::timeout(patience, self.attempt(jobs)).await {
                Ok(Err(Failed::PlaceTaken)) if attempt < ATTEMPTS => attempt += 1,
                Ok(other) => break other,
                Err(_) => break Err(DbErr::Custom("no response in time".to_owned()).into()),
            }
        };
        self.failing.store(outcome.is_err(), Ordering::Relaxed);
        match outcome {
            Ok(results) => {
                for (job, result) in jobs.drain(..).zip(results) {
                    // An error means that the receiver is gone.
                    let _ = job.answer.send(result);
                }
            }
            Err(failed) => {
                let cause = match failed {
                    Failed::PlaceTaken => "another process writes to this chain".to_owned(),
                    Failed::Database(error) => match unavailable(error) {
                        StoreError::Unavailable(cause) | StoreError::Corrupt(cause) => cause,
                        other => other.to_string(),
                    },
                };
                for job in jobs.drain(..) {
                    let _ = job.answer.send(Err(StoreError::Unavailable(cause.clone())));
                }
            }
        }
    }

    /// Writes all jobs once. Takes the chain out and puts it back only when the block is known to be durable or known not to
    /// have been tried.
    async fn attempt(&mut self, jobs: &[Job]) -> Result<VecDeque<Result<(), StoreError>>, Failed> {
        self.db.kept()?;
        let identity = match self.identity {
            Some(identity) => identity,
            None => *self.identity.insert(trail::register(&self.db).await?),
        };
        let chain = match self.chain.take() {
            Some(chain) => chain,
            None => trail::head(&self.db, identity).await?,
        };
        if jobs.iter().all(|job| job.commit.changes.is_empty()) {
            let block = chain.block(jobs.iter().map(|job| &job.commit.event));
            self.insert(&self.db.writer, identity, &block).await?;
            self.db.kept()?;
            self.advance(identity, chain, &block);
            return Ok(jobs.iter().map(|_| Ok(())).collect());
        }
        let transaction = self.db.begin().await?;
        let mut results = VecDeque::with_capacity(jobs.len());
        let mut events: Vec<&Event> = Vec::with_capacity(jobs.len());
        for Job { commit, .. } in jobs {
            let result = apply_alone(&transaction, &commit.changes).await?;
            if result.is_ok() {
                events.extend(commit.events());
            }
            results.push_back(result);
        }
        if events.is_empty() {
            transaction.rollback().await?;
            self.chain = Some(chain);
        } else {
            self.forget(&transaction, jobs).await?;
            let block = chain.block(events);
            self.insert(&transaction, identity, &block).await?;
            transaction.commit().await?;
            // Checked again: acknowledged commits must be in the files that the next start opens.
            self.db.kept()?;
            self.advance(identity, chain, &block);
        }
        Ok(results)
    }

    /// The block is durable.
    fn advance(&mut self, identity: WriterIdentity, mut chain: Chain, block: &Block) {
        chain.advance(block);
        self.progress.advance(identity.number, chain.next_sequence() - 1);
        self.chain = Some(chain);
    }

    async fn insert(&self, db: &impl ConnectionTrait, identity: WriterIdentity, block: &Block) -> Result<(), Failed> {
        let sql = "INSERT INTO trail_block (writer, first_seq, count, from_time, to_time, hash, body) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7)";
        let values = [
            identity.number.into(),
            int(block.first).into(),
            i64::from(block.count).into(),
            block.from.0.into(),
            block.to.0.into(),
            block.hash.to_vec().into(),
            block.body.clone().into(),
        ];
        match db.execute_raw(self.db.statement(sql, values)).await {
            Ok(_) => Ok(()),
            Err(error) if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => {
                Err(Failed::PlaceTaken)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Keeps the table of nonces from growing: work in proportion to what was added, timed by the events themselves.
    async fn forget(&mut self, db: &DatabaseTransaction, jobs: &[Job]) -> Result<(), Failed> {
        let changes = jobs.iter().flat_map(|job| &job.commit.changes);
        self.nonces +=
            changes.filter(|change| matches!(change, Change::Session(SessionChange::UseNonce { .. }))).count() as u32;
        if self.nonces >= NONCES {
            let now = jobs.iter().map(|job| job.commit.event.time).max().unwrap_or(Timestamp(i64::MIN));
            nonce::forget(db, now, 2 * self.nonces).await?;
            self.nonces = 0;
        }
        Ok(())
    }
}

fn upgrades(job: &Job) -> bool {
    let is_upgrade = |change: &Change| matches!(change, Change::Installation(InstallationChange::Upgrade(_)));
    job.commit.changes.iter().any(is_upgrade)
}

/// Applies changes in a savepoint. The outer error is the whole batch's: the database itself failed.
async fn apply_alone(transaction: &DatabaseTransaction, changes: &[Change]) -> Result<Result<(), StoreError>, DbErr> {
    if changes.is_empty() {
        return Ok(Ok(()));
    }
    let savepoint = transaction.begin().await?;
    for change in changes {
        match apply(&savepoint, change.clone()).await {
            Ok(()) => {}
            Err(StoreError::Unavailable(cause)) => return Err(DbErr::Custom(cause)),
            Err(refusal) => {
                savepoint.rollback().await?;
                return Ok(Err(refusal));
            }
        }
    }
    savepoint.commit().await?;
    Ok(Ok(()))
}
