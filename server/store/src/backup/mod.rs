//! Backups: everything into one file, row by row, and back into an empty database of either kind. `BACKUP.md` specifies the file.
//!
//! A backup is read in one transaction that sees one moment and locks nothing. A restore is one transaction, into a temporary file on
//! SQLite: whatever happens, the place is empty or complete. This crate has no keys: the caller authenticates the bytes and verifies
//! the rows with [`RowCheck`](strongroom_core::rows::RowCheck).

mod check;
mod error;
mod format;
mod load;
mod restore;
mod snapshot;
mod tables;

pub use error::BackupError;
pub use format::{Header, MAX_HEADER, TableHeader, WrappedRootKey, read_header, skip_rows};
pub use restore::{Restored, RowSource, require_empty, restore};
pub use snapshot::Snapshot;
