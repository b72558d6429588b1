//! Whether commits can be expected to succeed: the files of a SQLite database are where they were opened, and the database
//! takes a write.

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

/// How long the database may take for the question; whoever asks is often a load balancer that does not wait longer.
const PATIENCE: Duration = Duration::from_secs(2);

/// The files of a SQLite database, as they were opened.
///
/// A file that is removed or replaced stays open under its old name's process: SQLite goes on writing into it, and the next
/// start finds none of that.
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

    /// Fails where a file is gone or another one: what was written since may be in no file that anybody finds.
    pub fn kept(&self) -> Result<(), DbErr> {
        let lost = |(path, opened): &&(PathBuf, FileIdentity)| identity(path).ok() != Some(*opened);
        match self.0.iter().find(lost) {
            None => Ok(()),
            Some((path, _)) => Err(DbErr::Custom(format!(
                "{} was removed or replaced under the running server; nothing is acknowledged until the server is started \
                 anew with the right file in its place",
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

/// Asks for the write lock; after a batch that failed, also writes something that changes nothing and waits until it is
/// durable, and clears `failing` when it is. So a server that a balancer has taken out comes back without traffic.
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
            // A transaction with a number is written to the log, and is refused by a server that only reads.
            transaction.execute_unprepared("SELECT pg_current_xact_id()").await?;
        }
        transaction.commit().await?;
        failing.store(false, Ordering::Relaxed);
        Ok(())
    };
    match tokio::time::timeout(PATIENCE, trial).await {
        Ok(result) => result.map_err(unavailable),
        Err(_) => {
            Err(StoreError::Unavailable(format!("the database took no write for {} seconds", PATIENCE.as_secs())))
        }
    }
}
