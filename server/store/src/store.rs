//! Opening and closing.

use crate::{
    OpenError, StoreOptions, checkpoint,
    database::Database,
    health,
    trail::{Indexer, Progress, ReadTally},
    writer::{Job, QUEUE, Writer},
};
use std::sync::{Arc, Mutex, PoisonError, atomic::AtomicBool};
use strongroom_core::ports::{Commit, StoreError};
use tokio::{
    sync::{mpsc, oneshot},
    task::{AbortHandle, JoinHandle},
};

/// The store on a SQL database.
#[derive(Debug)]
pub struct SqlStore {
    pub(crate) db: Database,
    pub(crate) progress: Arc<Progress>,
    /// `None` after [`SqlStore::close`].
    queue: Mutex<Option<mpsc::Sender<Job>>>,
    writer: Mutex<Option<JoinHandle<()>>>,
    /// Whether the last batch could not be written.
    failing: Arc<AtomicBool>,
    /// Tasks beside the writer; may be stopped at any time.
    helpers: Vec<AbortHandle>,
}

impl SqlStore {
    /// Opens a database, creates or updates its tables, and starts the writer task on the current tokio runtime.
    ///
    /// # Errors
    /// The message names the cause and the next step.
    pub async fn open(options: StoreOptions) -> Result<Arc<Self>, OpenError> {
        Ok(Self::over(Database::open(&options, crate::migration::run).await?))
    }

    /// Opens a database that has exactly this program's schema, for commands beside a running server: they must not change the
    /// schema under a server of an earlier program.
    ///
    /// # Errors
    /// As [`SqlStore::open`]; [`OpenError::Older`].
    pub async fn open_current(options: StoreOptions) -> Result<Arc<Self>, OpenError> {
        Ok(Self::over(Database::open(&options, crate::migration::require_current).await?))
    }

    fn over(db: Database) -> Arc<Self> {
        let (queue, jobs) = mpsc::channel(QUEUE);
        let progress = Arc::new(Progress::default());
        let indexer = Indexer::new(db.clone(), Arc::clone(&progress), queue.downgrade());
        let checkpoint = Arc::new(AtomicBool::new(false));
        let tally = ReadTally::new(db.clone(), Arc::clone(&progress));
        let mut helpers = vec![tokio::spawn(indexer.run()).abort_handle(), tokio::spawn(tally.run()).abort_handle()];
        if db.is_sqlite() {
            helpers.push(tokio::spawn(checkpoint::run(db.clone(), Arc::clone(&checkpoint))).abort_handle());
        }
        let failing = Arc::new(AtomicBool::new(false));
        let writer = Writer::new(db.clone(), Arc::clone(&progress), checkpoint, Arc::clone(&failing));
        let writer = tokio::spawn(writer.run(jobs));
        Arc::new(Self {
            db,
            progress,
            queue: Mutex::new(Some(queue)),
            writer: Mutex::new(Some(writer)),
            failing,
            helpers,
        })
    }

    /// Finishes queued commits, moves SQLite's log into the file and closes every connection. Commits after this fail with
    /// [`StoreError::Unavailable`].
    pub async fn close(&self) {
        self.helpers.iter().for_each(AbortHandle::abort);
        drop(taken(&self.queue));
        let writer = taken(&self.writer);
        if let Some(writer) = writer
            && writer.await.is_err()
        {
            tracing::error!("the store's writer ended early");
        }
        self.db.close().await;
    }

    pub(crate) async fn ready(&self) -> Result<(), StoreError> {
        health::ready(&self.db, &self.failing).await
    }

    pub(crate) async fn submit(&self, commit: Commit) -> Result<(), StoreError> {
        let closed = || StoreError::Unavailable("the store is closed".to_owned());
        let queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner).clone().ok_or_else(closed)?;
        let (answer, result) = oneshot::channel();
        queue.send(Job { commit, answer }).await.map_err(|_| closed())?;
        // The writer answers every job that it takes, unless it ends early.
        result.await.map_err(|_| StoreError::Unknown("the store's writer ended early".to_owned()))?
    }
}

fn taken<T>(place: &Mutex<Option<T>>) -> Option<T> {
    place.lock().unwrap_or_else(PoisonError::into_inner).take()
}

impl Drop for SqlStore {
    fn drop(&mut self) {
        self.helpers.iter().for_each(AbortHandle::abort);
    }
}
