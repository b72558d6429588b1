//! Why a backup or a restore failed.

use crate::OpenError;
use sea_orm::DbErr;
use strongroom_core::{ports::StoreError, rows::NotVerified};
use strongroom_trail::TrailFault;

/// Why a backup or a restore failed; each text says what to do next.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The database cannot be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The database failed meanwhile.
    #[error("the database failed: {0}")]
    Database(String),
    /// The file cannot be read or written.
    #[error("the file cannot be read or written: {0}")]
    File(#[from] std::io::Error),
    /// The file is no backup, or of a newer format.
    #[error("the file is not a backup that this program reads: {0}")]
    Format(&'static str),
    /// The backup is of a newer schema.
    #[error("a newer program made it: its schema is {found}, this program knows schemas up to {known}")]
    Newer {
        /// The newest step in the backup.
        found: String,
        /// The newest step this program has.
        known: String,
    },
    /// The file was changed or cut.
    #[error("the file was changed or is incomplete: its tag does not verify")]
    Altered,
    /// The database contains something.
    #[error("the database is not empty: it contains the table {0}. Restore into an empty one")]
    NotEmpty(String),
    /// There is a database file.
    #[error("{} exists already; restore into a folder without a database", .0.display())]
    Exists(std::path::PathBuf),
    /// Schema and program do not fit.
    #[error("the database has a table that this program cannot copy: {0}")]
    Schema(String),
    /// A row does not verify.
    #[error(transparent)]
    NotVerified(#[from] NotVerified),
    /// The trail does not verify.
    #[error("the audit trail in the backup does not verify: {0}")]
    Trail(TrailFault),
}

impl From<DbErr> for BackupError {
    fn from(error: DbErr) -> Self {
        Self::Database(error.to_string())
    }
}

impl From<StoreError> for BackupError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotVerified(error) => Self::NotVerified(error),
            other => Self::Database(other.to_string()),
        }
    }
}
