//! How long the store waits for the database, in one place.

use std::time::Duration;

/// For a PostgreSQL server that is still starting, when the store is opened.
pub(crate) const START: Duration = Duration::from_secs(10);
/// For a free or new connection to PostgreSQL.
pub(crate) const ACQUIRE: Duration = Duration::from_secs(2);
/// For a free connection to SQLite: commits, sessions and the indexer share one.
pub(crate) const SQLITE_ACQUIRE: Duration = Duration::from_secs(10);
/// For one step of a commit on PostgreSQL: beginning, locking, one change, the block, COMMIT. SQLite has no limit: it always returns,
/// however slow the disk is.
pub(crate) const STEP: Duration = Duration::from_secs(2);
/// For a row that another transaction holds; PostgreSQL enforces it.
pub(crate) const LOCK: Duration = Duration::from_secs(1);
/// How long a commit is tried again while other transactions hold its rows.
pub(crate) const CONTENDED: Duration = Duration::from_secs(5);
/// For a read. Only a connection that was lost without a trace takes so long: `pulse` notices a server that does not respond earlier.
pub(crate) const READ: Duration = Duration::from_secs(30);
/// Pause between two heartbeats.
pub(crate) const BEAT: Duration = Duration::from_millis(500);
/// For the response to a heartbeat. With [`BEAT`] in front of it, callers wait at most this and half a second for a server that is gone.
pub(crate) const PULSE: Duration = Duration::from_secs(1);
/// For a connection that is given back, possibly in the middle of a statement: it ends it, or is closed.
pub(crate) const RELEASE: Duration = Duration::from_secs(1);
/// How long SQLite waits for another process's lock.
pub(crate) const BUSY: Duration = Duration::from_secs(3);
