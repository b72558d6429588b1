//! One moment of the database, read table by table.

use super::{
    BackupError, Header, TableHeader, WrappedRootKey,
    format::{write_header, write_value},
    tables::{ColumnKind, Table, quoted, tables},
};
use crate::{SqlStore, entity, migration};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, EntityTrait, QueryResult, Statement, Value};
use std::io::Write;
use strongroom_domain::Timestamp;

/// Rows in memory at once.
const PAGE: usize = 64;

/// One moment of the database: a transaction that reads. Commits go on beside it.
pub struct Snapshot {
    transaction: DatabaseTransaction,
    header: Header,
    tables: Vec<Table>,
}

impl SqlStore {
    /// A snapshot of everything committed before now.
    ///
    /// # Errors
    /// The database fails, holds no installation, or has a table that cannot be copied.
    pub async fn snapshot(&self, now: Timestamp) -> Result<Snapshot, BackupError> {
        let transaction = self.db.moment().await?;
        if !self.db.is_sqlite() {
            // A large backup may take longer than the server allows to queries of applications.
            transaction
                .execute_unprepared(
                    "SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0",
                )
                .await?;
        }
        let tables = tables(&transaction).await?;
        let installation =
            entity::installation::Entity::find().one(&transaction).await?.ok_or(crate::OpenError::Empty)?;
        let root_keys = entity::root_key::Entity::find().all(&transaction).await?;
        let mut header =
            Header::new(installation.id, installation.account, installation.region, installation.check_value.0, now);
        header.schema = migration::applied(&transaction).await?;
        header.root_keys = root_keys
            .into_iter()
            .map(|key| WrappedRootKey { check: key.check_value, wrapped: key.wrapped.0 })
            .collect();
        for table in &tables {
            let sql = format!("SELECT COUNT(*) AS n FROM {}", quoted(&table.name));
            let found = transaction.query_one_raw(Statement::from_string(self.db.backend, sql)).await?;
            let rows = found.map(|row| row.try_get::<i64>("", "n")).transpose()?.unwrap_or_default();
            header.tables.push(TableHeader {
                name: table.name.clone(),
                rows: rows.cast_unsigned(),
                columns: table.columns.clone(),
            });
        }
        Ok(Snapshot { transaction, header, tables })
    }
}

impl Snapshot {
    /// What the backup says about itself.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// Writes header and rows, and ends the transaction. Calls `progress` with each table's name before its rows.
    ///
    /// # Errors
    /// The database fails, or `out` does.
    pub async fn write(self, out: &mut impl Write, mut progress: impl FnMut(&TableHeader)) -> Result<(), BackupError> {
        write_header(&self.header, out)?;
        for (table, header) in self.tables.iter().zip(&self.header.tables) {
            progress(header);
            let written = self.table(table, out).await?;
            if written != header.rows {
                return Err(BackupError::Schema(format!("{} changed while it was read", table.name)));
            }
        }
        self.transaction.rollback().await?;
        Ok(())
    }

    async fn table(&self, table: &Table, out: &mut impl Write) -> Result<u64, BackupError> {
        let mut written = 0;
        let mut pages = Pages::of(&self.transaction, table).await?;
        loop {
            let rows = pages.next(&self.transaction).await?;
            for row in &rows {
                for (at, column) in table.columns.iter().enumerate() {
                    write_value(&value(row, at, column.kind)?, out)?;
                }
            }
            written += rows.len() as u64;
            if rows.len() < PAGE {
                pages.close(&self.transaction).await?;
                return Ok(written);
            }
        }
    }
}

fn value(row: &QueryResult, at: usize, kind: ColumnKind) -> Result<Value, BackupError> {
    Ok(match kind {
        ColumnKind::Integer => Value::BigInt(row.try_get_by_index(at)?),
        ColumnKind::Boolean => Value::Bool(row.try_get_by_index::<Option<i64>>(at)?.map(|flag| flag != 0)),
        ColumnKind::Text => Value::String(row.try_get_by_index(at)?),
        ColumnKind::Bytes => Value::Bytes(row.try_get_by_index(at)?),
    })
}

/// The rows of a table, page by page.
enum Pages {
    /// PostgreSQL keeps the place in a cursor.
    Cursor(String),
    /// SQLite continues behind the last row: by its number, or by its key where rows have none.
    Key { select: String, keys: Vec<String>, columns: usize, last: Option<Vec<Value>> },
}

impl Pages {
    async fn of(db: &DatabaseTransaction, table: &Table) -> Result<Self, BackupError> {
        let column = |column: &super::tables::BackupColumn| {
            let name = quoted(&column.name);
            match column.kind {
                ColumnKind::Integer => format!("CAST({name} AS BIGINT)"),
                ColumnKind::Boolean => format!("CAST(CAST({name} AS INTEGER) AS BIGINT)"),
                ColumnKind::Text | ColumnKind::Bytes => name,
            }
        };
        let columns: Vec<_> = table.columns.iter().map(column).collect();
        let name = quoted(&table.name);
        if db.get_database_backend() == DbBackend::Postgres {
            let cursor = quoted(&format!("backup of {}", table.name));
            let sql = format!("DECLARE {cursor} NO SCROLL CURSOR FOR SELECT {} FROM {name}", columns.join(", "));
            db.execute_unprepared(&sql).await?;
            return Ok(Self::Cursor(cursor));
        }
        let sql = "SELECT c.name AS c FROM pragma_table_list t, pragma_table_info(t.name) c \
                   WHERE t.schema = 'main' AND t.name = $1 AND t.wr = 1 AND c.pk > 0 ORDER BY c.pk";
        let found = db
            .query_all_raw(Statement::from_sql_and_values(DbBackend::Sqlite, sql, [table.name.as_str().into()]))
            .await?;
        let mut keys = Vec::new();
        for row in found {
            keys.push(quoted(&row.try_get::<String>("", "c")?));
        }
        if keys.is_empty() {
            keys.push("rowid".to_owned());
        }
        let select = format!("SELECT {}, {} FROM {name}", columns.join(", "), keys.join(", "));
        Ok(Self::Key { select, keys, columns: columns.len(), last: None })
    }

    async fn next(&mut self, db: &DatabaseTransaction) -> Result<Vec<QueryResult>, BackupError> {
        match self {
            Self::Cursor(cursor) => {
                let sql = format!("FETCH {PAGE} FROM {cursor}");
                Ok(db.query_all_raw(Statement::from_string(DbBackend::Postgres, sql)).await?)
            }
            Self::Key { select, keys, columns, last } => {
                let (mut sql, mut values) = (select.clone(), Vec::new());
                if let Some(last) = last.take() {
                    let places: Vec<_> = (1..=last.len()).map(|place| format!("${place}")).collect();
                    sql += &format!(" WHERE ({}) > ({})", keys.join(", "), places.join(", "));
                    values = last;
                }
                sql += &format!(" ORDER BY {} LIMIT {PAGE}", keys.join(", "));
                let rows = db.query_all_raw(Statement::from_sql_and_values(DbBackend::Sqlite, sql, values)).await?;
                if let Some(row) = rows.last() {
                    let keys = *columns..*columns + keys.len();
                    *last = Some(keys.map(|at| any(row, at)).collect::<Result<_, _>>()?);
                }
                Ok(rows)
            }
        }
    }

    async fn close(self, db: &DatabaseTransaction) -> Result<(), BackupError> {
        if let Self::Cursor(cursor) = self {
            db.execute_unprepared(&format!("CLOSE {cursor}")).await?;
        }
        Ok(())
    }
}

/// A part of a key: a number, text or bytes.
fn any(row: &QueryResult, at: usize) -> Result<Value, BackupError> {
    if let Ok(number) = row.try_get_by_index::<i64>(at) {
        return Ok(number.into());
    }
    match row.try_get_by_index::<String>(at) {
        Ok(text) => Ok(text.into()),
        Err(_) => Ok(row.try_get_by_index::<Vec<u8>>(at)?.into()),
    }
}
