//! Moves SQLite's write-ahead log into the file, beside the commits instead of within one of them.
//!
//! A passive checkpoint blocks no caller, but under constant commits it never reaches the end of the log, and only a log copied
//! to its end starts over. So a long log is finished by the writer between two batches; what is left to copy then is little.

use crate::{database::Database, error::unavailable};
use sea_orm::{ConnectionTrait, DatabaseConnection};
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use strongroom_core::ports::StoreError;

/// Interval between checks of the log's length.
const EVERY: Duration = Duration::from_millis(500);
/// Pages of log (8 MiB) from which the writer finishes the checkpoint.
const LONG: i64 = 2048;

/// Works until the task is aborted. Sets `finish` when the writer should call [`passive`] itself.
pub(crate) async fn run(db: Database, finish: Arc<AtomicBool>) {
    let mut copied = 0;
    loop {
        tokio::time::sleep(EVERY).await;
        match passive(&db, &db.readers).await {
            Ok((log, done)) => {
                if log > LONG && done != copied {
                    finish.store(true, Ordering::Release);
                }
                copied = done;
            }
            Err(error) => tracing::debug!(%error, "the checkpoint failed; it is retried shortly"),
        }
    }
}

/// Copies what can be copied without waiting for a lock. Returns the log's length and how much of it is copied, in pages.
pub(crate) async fn passive(db: &Database, connection: &DatabaseConnection) -> Result<(i64, i64), StoreError> {
    let row =
        connection.query_one_raw(db.statement("PRAGMA wal_checkpoint(PASSIVE)", [])).await.map_err(unavailable)?;
    let Some(row) = row else { return Ok((0, 0)) };
    Ok((row.try_get("", "log").map_err(unavailable)?, row.try_get("", "checkpointed").map_err(unavailable)?))
}
