//! Where the database is, and why it could not be opened.

use crate::DatabaseUrl;
use std::path::PathBuf;

/// Where the database is.
#[derive(Clone, Debug)]
pub enum StoreOptions {
    /// A SQLite file, created if missing; its folder must exist.
    Sqlite {
        /// The file.
        path: PathBuf,
    },
    /// A PostgreSQL database.
    Postgres {
        /// Its address.
        url: DatabaseUrl,
    },
}

/// Why a store could not be opened; each text says what to do next.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The folder of the file is missing.
    #[error("the folder {0} does not exist; create it, or choose another path for the database")]
    NoFolder(PathBuf),
    /// The file or its folder cannot be written.
    #[error("the database {0} cannot be written; give this user write access to the file and its folder")]
    ReadOnly(PathBuf),
    /// Another process holds a write lock.
    #[error("the database is locked by another process; stop the other process and try again")]
    Locked,
    /// The file is something else.
    #[error("{0} is not a SQLite database; choose another file, or move this one away")]
    NotADatabase(PathBuf),
    /// The URL names a file that cannot be used, such as a certificate.
    #[error("the database URL cannot be used: check the files it names")]
    Url,
    /// A newer program has used this database.
    #[error(
        "the database has schema {found}, this program knows schemas up to {known}; run the newer program, or restore a backup made before it ran"
    )]
    Newer {
        /// The newest schema in the database.
        found: String,
        /// The newest schema this program has.
        known: String,
    },
    /// An older program uses this database, and this one was told not to change it.
    #[error(
        "the database has an older schema, without {missing}; use the program that the server runs, or start the server with \
         this one first"
    )]
    Older {
        /// The first step that is missing.
        missing: String,
    },
    /// There are no tables.
    #[error("the database contains no installation")]
    Empty,
    /// Another error, with the driver's message.
    #[error("the database cannot be opened: {0}; check that it runs and that the address and the account are right")]
    Database(String),
}
