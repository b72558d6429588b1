//! Group commit: the one place that writes the trail.
//!
//! A task takes all queued commits (at most [`BATCH`]) and writes them as one database transaction
//! and one trail block (`attempt.rs`). Each commit's changes have their own savepoint, so that a rejected commit fails alone and
//! leaves no event. When no commit of a batch changes rows the block is a single INSERT: one statement, one sync of the disk. On
//! PostgreSQL, where other nodes write too, commits without changes always have a block of their own, first: they never wait for rows
//! that another node holds (`touched.rs`).
//!
//! The head of the chain moves only behind a block that is durable. After any doubt (a failed COMMIT, a lost connection, a
//! block that another process wrote at the same position) it is read back from the database before the next block is made.

mod attempt;
mod touched;

use crate::{
    checkpoint::passive,
    database::Database,
    error::{Fault, fault, unavailable},
    patience::CONTENDED,
    trail::{Progress, WriterIdentity},
};
use attempt::FailedAttempt;
use std::{
    hash::{BuildHasher, RandomState},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};
use strongroom_core::ports::{Change, Commit, InstallationChange, StoreError, TrailChange};
use strongroom_trail::{Block, Chain};
use tokio::sync::{mpsc, oneshot};

/// Commits in one transaction at most.
const BATCH: usize = 512;
/// Length of the queue; further callers wait.
pub(crate) const QUEUE: usize = 4096;
/// How often a batch is tried again at once: its position in the chain was taken, or a connection was lost before COMMIT.
const ATTEMPTS: u32 = 3;
/// Tries to find the chain's end while another process appends to it: a command beside a server on SQLite.
const PLACES: u32 = 64;
/// Pause before a commit whose rows others hold is tried again: at least and, by chance, at most, so that two nodes do not meet again.
const PAUSE_MS: (u64, u64) = (5, 40);

/// A commit and the channel to its caller. It happens even if the caller gives up.
pub(crate) struct Job {
    pub commit: Commit,
    pub answer: oneshot::Sender<Result<(), StoreError>>,
}

/// A job that was taken from the queue.
struct PendingCommit {
    commit: Commit,
    answer: oneshot::Sender<Result<(), StoreError>>,
    /// When other transactions were first found to hold its rows.
    contended: Option<Instant>,
}

impl PendingCommit {
    fn is_read(&self) -> bool {
        self.commit.changes.is_empty()
    }

    fn upgrades(&self) -> bool {
        let is_upgrade = |change: &Change| {
            matches!(
                change,
                Change::Installation(InstallationChange::Upgrade(_)) | Change::Trail(TrailChange::Authenticate(_))
            )
        };
        self.commit.changes.iter().any(is_upgrade)
    }
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

impl Writer {
    pub fn new(db: Database, progress: Arc<Progress>, checkpoint: Arc<AtomicBool>, failing: Arc<AtomicBool>) -> Self {
        Self { db, identity: None, chain: None, nonces: 0, progress, checkpoint, failing }
    }

    /// Runs until all senders are dropped and the queue is empty.
    pub async fn run(mut self, mut queue: mpsc::Receiver<Job>) {
        let mut jobs = Vec::with_capacity(BATCH);
        let mut postponed: Vec<PendingCommit> = Vec::new();
        loop {
            if postponed.is_empty() {
                if queue.recv_many(&mut jobs, BATCH).await == 0 {
                    return;
                }
            } else if tokio::time::timeout(pause(), queue.recv_many(&mut jobs, BATCH)).await == Ok(0) {
                tokio::time::sleep(pause()).await;
            }
            // Lets requests that are ready join this batch: half as many syncs under load, no delay otherwise.
            tokio::task::yield_now().await;
            while jobs.len() < BATCH
                && let Ok(job) = queue.try_recv()
            {
                jobs.push(job);
            }
            let new = jobs.drain(..).map(|Job { commit, answer }| PendingCommit { commit, answer, contended: None });
            let batch = std::mem::take(&mut postponed).into_iter().chain(new).collect();
            postponed = self.write(batch).await;
            if self.checkpoint.swap(false, Ordering::AcqRel)
                && let Err(error) = passive(&self.db, &self.db.writer).await
            {
                tracing::debug!(%error, "the checkpoint failed; it is retried shortly");
            }
        }
    }

    /// Writes and answers. Returns the commits whose rows other transactions hold.
    async fn write(&mut self, batch: Vec<PendingCommit>) -> Vec<PendingCommit> {
        if self.db.is_sqlite() {
            return self.settle(batch).await;
        }
        let (reads, changes): (Vec<_>, Vec<_>) = batch.into_iter().partition(PendingCommit::is_read);
        let mut postponed = Vec::new();
        for batch in [reads, changes] {
            if !batch.is_empty() {
                postponed.extend(self.settle(batch).await);
            }
        }
        postponed
    }

    /// Writes a batch and answers its callers. Returns the commits whose rows other transactions hold.
    async fn settle(&mut self, batch: Vec<PendingCommit>) -> Vec<PendingCommit> {
        let mut attempts = 1;
        let outcome = loop {
            match self.attempt(&batch).await {
                Err(FailedAttempt::PlaceTaken) if attempts < PLACES => {}
                // The server may have closed the connection; the next one is new.
                Err(FailedAttempt::Database(error)) if attempts < ATTEMPTS && fault(&error) == Fault::Connection => {}
                other => break other,
            }
            attempts += 1;
        };
        let results: Vec<Result<(), StoreError>> = match outcome {
            Ok(results) => {
                self.failing.store(false, Ordering::Relaxed);
                results
            }
            Err(FailedAttempt::Contended(cause)) => repeat(batch.len(), || StoreError::Contended(cause.clone())),
            Err(failed) => {
                self.failing.store(true, Ordering::Relaxed);
                match failed {
                    FailedAttempt::PlaceTaken | FailedAttempt::Contended(_) => repeat(batch.len(), || {
                        StoreError::Unavailable("another process writes to this chain".to_owned())
                    }),
                    FailedAttempt::Database(error) => {
                        let cause = cause(error);
                        repeat(batch.len(), || StoreError::Unavailable(cause.clone()))
                    }
                    FailedAttempt::Unknown(error, results) => {
                        let cause = cause(error);
                        // What was rejected did not happen in any case.
                        let unknown = |result: Result<(), StoreError>| {
                            result.and_then(|()| Err(StoreError::Unknown(cause.clone())))
                        };
                        results.into_iter().map(unknown).collect()
                    }
                }
            }
        };
        let mut postponed = Vec::new();
        for (mut pending, result) in batch.into_iter().zip(results) {
            let since = *pending.contended.get_or_insert_with(Instant::now);
            if matches!(result, Err(StoreError::Contended(_))) && since.elapsed() < CONTENDED {
                postponed.push(pending);
            } else {
                // An error means that the receiver is gone.
                let _ = pending.answer.send(result);
            }
        }
        postponed
    }

    /// The block is durable.
    fn advance(&mut self, identity: WriterIdentity, mut chain: Chain, block: &Block) {
        chain.advance(block);
        self.progress.advance(identity.number, chain.next_sequence() - 1);
        self.chain = Some(chain);
    }
}

fn repeat(count: usize, error: impl Fn() -> StoreError) -> Vec<Result<(), StoreError>> {
    (0..count).map(|_| Err(error())).collect()
}

fn cause(error: sea_orm::DbErr) -> String {
    match unavailable(error) {
        StoreError::Unavailable(cause) | StoreError::Corrupt(cause) | StoreError::Contended(cause) => cause,
        other => other.to_string(),
    }
}

/// A pause of random length. Nothing depends on the quality of its randomness.
fn pause() -> Duration {
    let (least, most) = PAUSE_MS;
    Duration::from_millis(least + RandomState::new().hash_one(0) % (most - least))
}
