//! A restore: one transaction, into a temporary file on SQLite.

use super::{
    BackupError, Header, TableHeader,
    check::{Verified, everything, pages},
    load::load,
};
use crate::{
    OpenError, StoreOptions,
    database::{pool, postgres_options, sqlite_open_error, sqlite_options},
    entity, migration,
    patience::{SQLITE_ACQUIRE, START},
    search, secret, trail, upgrade,
};
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, EntityTrait, SqliteTransactionMode, Statement,
    TransactionOptions, TransactionTrait,
};
use sqlx::{Postgres, Sqlite};
use std::{
    fs, io,
    path::{Path, PathBuf},
};
use strongroom_core::{ports::StoreError, rows::RowCheck};

/// The rows of a backup behind its header.
pub trait RowSource: io::Read {
    /// Called behind the last row: succeeds if everything that was read is authentic and nothing follows.
    ///
    /// # Errors
    /// [`BackupError::Altered`], [`BackupError::File`].
    fn finish(&mut self) -> Result<(), BackupError>;
}

/// What was restored and verified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Restored {
    /// Rows whose MAC was verified.
    pub verified: u64,
    /// Events of the trail, all verified.
    pub events: u64,
    /// Chains of the trail.
    pub chains: u64,
}

/// Fails unless a restore can happen here. Changes nothing.
///
/// # Errors
/// [`BackupError::NotEmpty`], or the database cannot be reached.
pub async fn require_empty(options: &StoreOptions) -> Result<(), BackupError> {
    match options {
        StoreOptions::Sqlite { path } => require_no_file(path),
        StoreOptions::Postgres { .. } => {
            let db = connect(options).await?;
            let found = first_table(&db).await;
            db.close().await?;
            found?.map_or(Ok(()), |table| Err(BackupError::NotEmpty(table)))
        }
    }
}

/// Restores into an empty database. After an error it is as empty as before, also if the process is killed.
///
/// # Errors
/// Why nothing was restored.
pub async fn restore(
    options: &StoreOptions,
    header: &Header,
    from: &mut impl RowSource,
    check: &RowCheck,
    mut progress: impl FnMut(&TableHeader),
) -> Result<Restored, BackupError> {
    let StoreOptions::Sqlite { path } = options else {
        let db = connect(options).await?;
        let restored = transaction(&db, header, from, check, &mut progress).await;
        db.close().await?;
        return restored;
    };
    require_no_file(path)?;
    let staged = beside(path, ".restoring");
    remove_files(&staged)?;
    let db = connect(&StoreOptions::Sqlite { path: staged.clone() }).await?;
    let restored = transaction(&db, header, from, check, &mut progress).await;
    // The last connection moves the log into the file.
    let closed = db.close().await;
    let kept = restored.and_then(|restored| {
        closed?;
        require_no_file(path)?;
        fs::File::open(&staged)?.sync_all()?;
        fs::rename(&staged, path)?;
        fs::File::open(path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new(".")))?
            .sync_all()?;
        Ok(restored)
    });
    if kept.is_err() {
        remove_files(&staged)?;
    }
    kept
}

async fn transaction(
    db: &DatabaseConnection,
    header: &Header,
    from: &mut impl RowSource,
    check: &RowCheck,
    progress: &mut impl FnMut(&TableHeader),
) -> Result<Restored, BackupError> {
    let mode = Some(SqliteTransactionMode::Immediate);
    let transaction =
        db.begin_with_options(TransactionOptions { sqlite_transaction_mode: mode, ..Default::default() }).await?;
    let verified = fill(&transaction, header, from, check, progress).await;
    match verified {
        Ok(Verified { rows, events, chains }) => {
            transaction.commit().await?;
            Ok(Restored { verified: rows, events, chains })
        }
        Err(error) => {
            transaction.rollback().await?;
            Err(error)
        }
    }
}

async fn fill(
    db: &DatabaseTransaction,
    header: &Header,
    from: &mut impl RowSource,
    check: &RowCheck,
    progress: &mut impl FnMut(&TableHeader),
) -> Result<Verified, BackupError> {
    if db.get_database_backend() == DbBackend::Postgres {
        db.execute_unprepared(&format!(
            "SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0; \
             SET LOCAL idle_in_transaction_session_timeout = 0; SELECT pg_advisory_xact_lock({})",
            migration::LOCK
        ))
        .await?;
        // Again, now that no server can begin here.
        if let Some(table) = first_table(db).await? {
            return Err(BackupError::NotEmpty(table));
        }
    }
    migration::run_steps(db, &header.schema).await.map_err(|error| match error {
        OpenError::Newer { found, known } => BackupError::Newer { found, known },
        other => other.into(),
    })?;
    if db.get_database_backend() == DbBackend::Sqlite && header.rows_of("trail_writer") > 1 {
        allow_several_chains(db).await?;
    }
    load(db, header, from, progress).await?;
    from.finish()?;
    // The index of the trail is not in a backup: the server builds it again.
    db.execute_unprepared("UPDATE trail_writer SET indexed = 0").await?;
    migration::run_rest(db).await?;
    let installation = entity::installation::Entity::find().one(db).await?.ok_or(OpenError::Empty)?;
    if let Some(upgrade) = u32::try_from(installation.encoding).ok().and_then(|from| check.upgrade(from)) {
        upgrade::run(db, &upgrade).await?;
    }
    // An earlier program made it; the tag of the backup covers its events.
    match trail::authenticate(db, &check.block_key()).await {
        Ok(()) | Err(StoreError::Conflict) => {}
        Err(error) => return Err(error.into()),
    }
    let verified = everything(db, check).await?;
    pages(db, entity::secret::Entity, 100, async |model| {
        let no = model.no;
        Ok(search::put(db, no, &check.row(secret::row(model)?)?).await?)
    })
    .await?;
    Ok(verified)
}

/// SQLite's own trail has one chain, whose numbers are the keys of its blocks. A trail of PostgreSQL has one for each start of a
/// server, so here the key is that of PostgreSQL.
async fn allow_several_chains(db: &DatabaseTransaction) -> Result<(), BackupError> {
    let sql = "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = 'trail_block'";
    let found = db.query_one_raw(Statement::from_string(DbBackend::Sqlite, sql)).await?;
    let sql: String = found.map(|row| row.try_get("", "sql")).transpose()?.unwrap_or_default();
    db.execute_unprepared("DROP TABLE trail_block").await?;
    db.execute_unprepared(&sql.replace("PRIMARY KEY (first_seq)", "PRIMARY KEY (writer, first_seq)")).await?;
    Ok(())
}

async fn connect(options: &StoreOptions) -> Result<DatabaseConnection, BackupError> {
    let failed = |error: sqlx::Error| BackupError::Open(OpenError::Database(error.to_string()));
    Ok(match options {
        StoreOptions::Sqlite { path } => {
            // References are checked when everything is there.
            let options = sqlite_options(path).foreign_keys(false);
            let pool = pool::<Sqlite>(1, SQLITE_ACQUIRE).connect_with(options).await;
            pool.map_err(|error| sqlite_open_error(path, error))?.into()
        }
        StoreOptions::Postgres { url } => {
            pool::<Postgres>(1, START).connect_with(postgres_options(url)?).await.map_err(failed)?.into()
        }
    })
}

/// The first table of a PostgreSQL schema.
async fn first_table(db: &impl ConnectionTrait) -> Result<Option<String>, BackupError> {
    let sql = "SELECT CAST(table_name AS TEXT) AS t FROM information_schema.tables \
               WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' ORDER BY 1 LIMIT 1";
    let found = db.query_one_raw(Statement::from_string(DbBackend::Postgres, sql)).await?;
    Ok(found.map(|row| row.try_get("", "t")).transpose()?)
}

fn require_no_file(path: &Path) -> Result<(), BackupError> {
    for file in [path.to_owned(), beside(path, "-wal")] {
        match fs::symlink_metadata(&file) {
            Ok(_) => return Err(BackupError::Exists(file)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

/// The path with something behind its name.
fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    name.into()
}

/// Removes a database with its log.
fn remove_files(path: &Path) -> io::Result<()> {
    for file in [path.to_owned(), beside(path, "-wal"), beside(path, "-shm"), beside(path, "-journal")] {
        match fs::remove_file(file) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}
