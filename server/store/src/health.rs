//! Whether commits can be expected to succeed: the files of a SQLite database are still in place, and the database
//! accepts a write.

use crate::{database::Database, error::unavailable};
use sea_orm::{ConnectionTrait, DbErr};
use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use strongroom_core::ports::StoreError;

/// How long the check may take; a load balancer, the usual caller, does not wait longer.
const PATIENCE: Duration = Duration::from_secs(2);

/// The files of a SQLite database, as they were opened.
///
/// SQLite keeps writing to a removed or replaced file, which stays open in this process; the next start finds none of that.
#[derive(Clone, Debug)]
pub(crate) struct DatabaseFiles(Arc<[(PathBuf, FileIdentity)]>);

/// Device and inode.
type FileIdentity = (u64, u64);

impl DatabaseFiles {
    /// Of an open database that has been written to: its log exists.
    pub fn of(database: &Path) -> std::io::Result<Self> {
        let mut log = database.as_os_str().to_owned();
        log.push("-wal");
        let files =
            [database.to_owned(), PathBuf::from(log)].map(|path| identity(&path).map(|identity| (path, identity)));
        Ok(Self(files.into_iter().collect::<Result<_, _>>()?))
    }

    /// Fails if a file was removed or replaced: later writes may be in no file that the next start finds.
    pub fn kept(&self) -> Result<(), DbErr> {
        let lost = |(path, opened): &&(PathBuf, FileIdentity)| identity(path).ok() != Some(*opened);
        match self.0.iter().find(lost) {
            None => Ok(()),
            Some((path, _)) => Err(DbErr::Custom(format!(
                "{} was removed or replaced while the server was running; commits are refused until the server restarts with \
                 the right file in its place",
                path.display()
            ))),
        }
    }
}

#[cfg(unix)]
fn identity(path: &Path) -> std::io::Result<FileIdentity> {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata(path).map(|file| (file.dev(), file.ino()))
}

#[cfg(not(unix))]
fn identity(path: &Path) -> std::io::Result<FileIdentity> {
    std::fs::metadata(path).map(|_| (0, 0))
}

/// Takes the write lock; after a batch that failed, also writes something that changes nothing and waits until it is
/// durable, and clears `failing` when it is. So a server that a load balancer took out recovers without traffic.
pub(crate) async fn ready(db: &Database, failing: &AtomicBool) -> Result<(), StoreError> {
    let trial = async {
        db.kept()?;
        let transaction = db.begin().await?;
        if !failing.load(Ordering::Relaxed) {
            return transaction.rollback().await;
        }
        if db.is_sqlite() {
            let sql = "PRAGMA user_version";
            let version = transaction.query_one_raw(db.statement(sql, [])).await?;
            let version: i64 =
                version.ok_or_else(|| DbErr::RecordNotFound(sql.to_owned()))?.try_get("", "user_version")?;
            transaction.execute_unprepared(&format!("{sql} = {version}")).await?;
        } else {
            // A transaction with a number is written to the log, and is rejected by a read-only server.
            transaction.execute_unprepared("SELECT pg_current_xact_id()").await?;
        }
        transaction.commit().await?;
        failing.store(false, Ordering::Relaxed);
        Ok(())
    };
    match tokio::time::timeout(PATIENCE, trial).await {
        Ok(result) => result.map_err(unavailable),
        Err(_) => {
            Err(StoreError::Unavailable(format!("the database accepted no write for {} seconds", PATIENCE.as_secs())))
        }
    }
}
