//! Connections: one that writes, a few that read.

use crate::{
    DatabaseUrl, OpenError, StoreOptions,
    health::DatabaseFiles,
    patience::{ACQUIRE, BUSY, LOCK, READ, RELEASE, SQLITE_ACQUIRE, START},
    pulse::{self, Pulse},
    trail::BlockKeySlot,
};
use sea_orm::{
    AccessMode, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, IsolationLevel, RuntimeErr,
    SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait, Value, sqlx,
};
use sqlx::{
    ConnectOptions, Connection, Database as Driver, Executor,
    pool::PoolOptions,
    postgres::{PgConnectOptions, Postgres},
    sqlite::{Sqlite, SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};
use std::{
    future::{Future, pending},
    path::Path,
    time::Duration,
};
use strongroom_core::ports::StoreError;

/// Readers of a SQLite file. More would not help: the machine has few cores and every one costs a page cache.
const SQLITE_READERS: u32 = 3;
/// Readers of a PostgreSQL database, per node.
const POSTGRES_READERS: u32 = 8;
/// Writers of a PostgreSQL database: commits use one, sessions and the indexer another, and one may hang in a dead network.
const POSTGRES_WRITERS: u32 = 3;

/// The connections of one store.
#[derive(Clone, Debug)]
pub(crate) struct Database {
    /// For writes. On SQLite exactly one connection: commits, sessions and the indexer take turns.
    pub writer: DatabaseConnection,
    /// For reads.
    pub readers: DatabaseConnection,
    /// Which dialect.
    pub backend: DbBackend,
    /// The files of a SQLite database.
    place: Option<DatabaseFiles>,
    /// Whether PostgreSQL responds.
    pulse: Option<Pulse>,
    /// Verifies and makes the MACs of the trail's blocks.
    pub block_key: BlockKeySlot,
}

impl Database {
    /// Connects; `prepare` brings the schema up to date, or refuses.
    pub async fn open(
        options: &StoreOptions,
        prepare: impl AsyncFnOnce(&DatabaseConnection) -> Result<(), OpenError>,
    ) -> Result<Self, OpenError> {
        match options {
            StoreOptions::Sqlite { path } => open_sqlite(path, prepare).await,
            StoreOptions::Postgres { url } => open_postgres(url, prepare).await,
        }
    }

    pub fn is_sqlite(&self) -> bool {
        self.backend == DbBackend::Sqlite
    }

    /// A statement in SQL both databases understand, with `$1`, `$2` … for values.
    pub fn statement(&self, sql: impl Into<String>, values: impl IntoIterator<Item = Value>) -> Statement {
        Statement::from_sql_and_values(self.backend, sql, values)
    }

    /// Begins a transaction that writes. SQLite takes its lock immediately: a lock taken later could fail half-way.
    pub async fn begin(&self) -> Result<DatabaseTransaction, DbErr> {
        let mode = Some(SqliteTransactionMode::Immediate);
        self.writer.begin_with_options(TransactionOptions { sqlite_transaction_mode: mode, ..Default::default() }).await
    }

    /// Begins a transaction that reads one moment of the database, the one of its first statement. Commits go on beside it.
    pub async fn moment(&self) -> Result<DatabaseTransaction, DbErr> {
        let options = if self.is_sqlite() {
            let mode = Some(SqliteTransactionMode::Deferred);
            TransactionOptions { sqlite_transaction_mode: mode, ..Default::default() }
        } else {
            let isolation_level = Some(IsolationLevel::RepeatableRead);
            TransactionOptions { isolation_level, access_mode: Some(AccessMode::ReadOnly), ..Default::default() }
        };
        self.readers.begin_with_options(options).await
    }

    /// Fails if the files are not those that were opened.
    pub fn kept(&self) -> Result<(), DbErr> {
        self.place.as_ref().map_or(Ok(()), DatabaseFiles::kept)
    }

    /// Returns when the database does not respond, at once if it did not last time. Never on SQLite.
    pub async fn lost(&self) {
        match &self.pulse {
            Some(pulse) => pulse.lost().await,
            None => pending().await,
        }
    }

    /// Work that is given up when the database does not respond.
    pub async fn bounded<T>(&self, work: impl Future<Output = Result<T, StoreError>>) -> Result<T, StoreError> {
        if self.is_sqlite() {
            return work.await;
        }
        let late = |what: &str| Err(StoreError::Unavailable(format!("the database {what}")));
        tokio::select! {
            biased;
            done = work => done,
            () = self.lost() => late("does not respond"),
            () = tokio::time::sleep(READ) => late("did not respond in time"),
        }
    }

    /// Closes every connection.
    pub async fn close(&self) {
        if let Some(pulse) = &self.pulse {
            pulse.stop();
        }
        for db in [&self.readers, &self.writer] {
            if let Err(error) = db.close_by_ref().await {
                tracing::warn!(%error, "a database connection did not close cleanly");
            }
        }
    }
}

/// How a SQLite file is opened for writing.
pub(crate) fn sqlite_options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .page_size(4096)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(BUSY)
        // The page cache of one connection in KiB; the file system caches the rest, outside this process.
        .pragma("cache_size", "-2048")
        .pragma("temp_store", "memory")
        // `checkpoint` moves the log into the file; this is the fallback if it falls behind (64 MiB).
        .pragma("wal_autocheckpoint", "16384")
        .pragma("journal_size_limit", "16777216")
        .disable_statement_logging()
}

async fn open_sqlite(
    path: &Path,
    prepare: impl AsyncFnOnce(&DatabaseConnection) -> Result<(), OpenError>,
) -> Result<Database, OpenError> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if !folder.is_dir() {
        return Err(OpenError::NoFolder(folder.to_owned()));
    }
    let options = sqlite_options(path);
    let sqlite_error = |error: sqlx::Error| sqlite_open_error(path, error);
    let writer = pool::<Sqlite>(1, SQLITE_ACQUIRE).connect_with(options.clone()).await.map_err(sqlite_error)?;
    writable(&writer).await.map_err(sqlite_error)?;
    let writer = DatabaseConnection::from(writer);
    prepare(&writer).await?;
    let readers = pool::<Sqlite>(SQLITE_READERS, SQLITE_ACQUIRE)
        .connect_with(options.pragma("query_only", "on"))
        .await
        .map_err(sqlite_error)?;
    let place = DatabaseFiles::of(path).map_err(|error| OpenError::Database(format!("{}: {error}", path.display())))?;
    Ok(Database {
        writer,
        readers: readers.into(),
        backend: DbBackend::Sqlite,
        place: Some(place),
        pulse: None,
        block_key: BlockKeySlot::default(),
    })
}

/// How a PostgreSQL database is opened.
pub(crate) fn postgres_options(url: &DatabaseUrl) -> Result<PgConnectOptions, OpenError> {
    let options = url.options().map_err(|_| OpenError::Url)?;
    Ok(options.application_name("strongroom").disable_statement_logging())
}

async fn open_postgres(
    url: &DatabaseUrl,
    prepare: impl AsyncFnOnce(&DatabaseConnection) -> Result<(), OpenError>,
) -> Result<Database, OpenError> {
    let options = postgres_options(url)?;
    let unreached = reach(&options).await.err();
    if let Some(cause) = &unreached {
        tracing::warn!(%cause, "PostgreSQL cannot be reached; trying for {} seconds", START.as_secs());
    }
    let fail = |error| open_error(DbErr::Conn(RuntimeErr::SqlxError(std::sync::Arc::new(error))));
    // The error of a pool time-out does not contain the cause.
    let first = |error| match (error, unreached) {
        (sqlx::Error::PoolTimedOut, Some(cause)) => fail(cause),
        (error, _) => fail(error),
    };
    // One connection, because the lock that keeps other nodes out belongs to a connection.
    let migrator =
        DatabaseConnection::from(pool::<Postgres>(1, START).connect_with(options.clone()).await.map_err(first)?);
    let migrated = prepare(&migrator).await;
    migrator.close().await.map_err(open_error)?;
    migrated?;
    // Durable regardless of the server's default; revisions are compared with what was committed last; and a forgotten transaction does
    // not block the writer forever.
    let writing = format!(
        "SET synchronous_commit = on; SET default_transaction_isolation = 'read committed'; SET lock_timeout = {}",
        LOCK.as_millis()
    );
    // A statement that nobody waits for any more ends, too.
    let reading = format!("SET lock_timeout = {}; SET statement_timeout = {}", LOCK.as_millis(), READ.as_millis());
    let writer = with_settings(tested(pool::<Postgres>(POSTGRES_WRITERS, ACQUIRE)), writing);
    let writer = writer.connect_with(options.clone()).await.map_err(fail)?;
    let readers = with_settings(tested(pool::<Postgres>(POSTGRES_READERS, ACQUIRE)), reading);
    let readers = readers.connect_with(options.clone()).await.map_err(fail)?;
    let pulse = Some(pulse::start(options));
    Ok(Database {
        writer: writer.into(),
        readers: readers.into(),
        backend: DbBackend::Postgres,
        place: None,
        pulse,
        block_key: BlockKeySlot::default(),
    })
}

/// A pool whose connections begin with these statements.
fn with_settings(pool: PoolOptions<Postgres>, settings: String) -> PoolOptions<Postgres> {
    pool.after_connect(move |connection, _| {
        let settings = settings.clone();
        Box::pin(async move {
            connection.execute(sqlx::AssertSqlSafe(settings)).await?;
            Ok(())
        })
    })
}

/// Connects once to find out why connecting fails.
async fn reach(options: &PgConnectOptions) -> Result<(), sqlx::Error> {
    let silent = |_| sqlx::Error::Io(std::io::Error::new(std::io::ErrorKind::TimedOut, "no response"));
    tokio::time::timeout(START, options.connect()).await.map_err(silent)??.close().await
}

/// A pool that throws away a connection whose transaction cannot be ended: SQLite rolls back by itself when the disk is
/// full, which the driver does not notice; it would take every later transaction for a savepoint of the lost one.
pub(crate) fn pool<D: Driver>(size: u32, acquire: Duration) -> PoolOptions<D>
where
    D::Connection: Connection<Database = D>,
{
    PoolOptions::new()
        .max_connections(size)
        .acquire_timeout(acquire)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
        .after_release(|connection: &mut D::Connection, _| {
            Box::pin(async move {
                if !connection.is_in_transaction() {
                    return Ok(true);
                }
                connection.ping().await?;
                Ok(!connection.is_in_transaction())
            })
        })
}

/// A pool of connections that may be lost: each is tested before it is used, and must respond when it is given back, or it is closed.
/// Otherwise one that hangs in a dead network would keep its place for good.
fn tested(pool: PoolOptions<Postgres>) -> PoolOptions<Postgres> {
    pool.test_before_acquire(true).after_release(|connection, _| {
        Box::pin(async move {
            let silent = |_| sqlx::Error::Io(std::io::ErrorKind::TimedOut.into());
            tokio::time::timeout(RELEASE, connection.ping()).await.map_err(silent)??;
            Ok(!connection.is_in_transaction())
        })
    })
}

/// Tries to write, so that missing write access is reported at the start and not by the first commit.
async fn writable(pool: &sqlx::SqlitePool) -> Result<(), sqlx::Error> {
    let version: i64 = sqlx::query_scalar("PRAGMA user_version").fetch_one(pool).await?;
    sqlx::query(sqlx::AssertSqlSafe(format!("PRAGMA user_version = {version}"))).execute(pool).await?;
    Ok(())
}

pub(crate) fn sqlite_open_error(path: &Path, error: sqlx::Error) -> OpenError {
    // Primary result codes, the low byte of the extended ones: https://www.sqlite.org/rescode.html
    let code = error
        .as_database_error()
        .and_then(|e| e.code())
        .and_then(|code| code.parse::<i32>().ok())
        .map(|code| code & 0xff);
    match code {
        Some(5 | 6) => OpenError::Locked,
        Some(3 | 8 | 14 | 23) => OpenError::ReadOnly(path.to_owned()),
        Some(26 | 11) => OpenError::NotADatabase(path.to_owned()),
        _ => OpenError::Database(error.to_string()),
    }
}

/// An error while opening, in the driver's words.
pub(crate) fn open_error(error: DbErr) -> OpenError {
    match error {
        DbErr::Conn(RuntimeErr::SqlxError(cause)) if matches!(*cause, sqlx::Error::Configuration(_)) => OpenError::Url,
        other => OpenError::Database(other.to_string()),
    }
}
