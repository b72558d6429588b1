//! Rows of a backup into an empty database.

use super::{
    BackupError, Header, TableHeader,
    format::read_value,
    tables::{quoted, tables},
};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, Statement, Value};
use std::io::Read;

/// Rows, values and bytes of one statement at most. SQLite takes 32,766 values.
const ROWS: usize = 100;
const VALUES: usize = 8_000;
const BYTES: usize = 1 << 20;

/// Inserts every row. References between tables are checked afterwards, so that the order of the tables does not matter.
pub(super) async fn load(
    db: &DatabaseTransaction,
    header: &Header,
    from: &mut impl Read,
    progress: &mut impl FnMut(&TableHeader),
) -> Result<(), BackupError> {
    same_tables(db, header).await?;
    let references = drop_references(db).await?;
    for table in &header.tables {
        progress(table);
        rows(db, table, from).await?;
    }
    for statement in references {
        db.execute_unprepared(&statement).await?;
    }
    match db.get_database_backend() {
        DbBackend::Sqlite => check_references(db).await,
        _ => advance_numbers(db).await,
    }
}

/// The backup has the tables and columns of its schema, and no others: their names become SQL.
async fn same_tables(db: &DatabaseTransaction, header: &Header) -> Result<(), BackupError> {
    let ours = tables(db).await?;
    let same = ours.len() == header.tables.len()
        && ours
            .iter()
            .zip(&header.tables)
            .all(|(ours, theirs)| ours.name == theirs.name && ours.columns == theirs.columns);
    if same { Ok(()) } else { Err(BackupError::Format("its tables are not those of its schema")) }
}

async fn rows(db: &DatabaseTransaction, table: &TableHeader, from: &mut impl Read) -> Result<(), BackupError> {
    let columns: Vec<_> = table.columns.iter().map(|column| quoted(&column.name)).collect();
    let insert = format!("INSERT INTO {} ({}) VALUES ", quoted(&table.name), columns.join(", "));
    let most = ROWS.min(VALUES / columns.len().max(1)).max(1);
    let mut left = table.rows;
    while left > 0 {
        let (mut sql, mut values, mut bytes, mut count) = (insert.clone(), Vec::new(), 0, 0);
        while left > 0 && count < most && bytes < BYTES {
            sql += if count > 0 { ", (" } else { "(" };
            for (at, column) in table.columns.iter().enumerate() {
                let value = read_value(column.kind, from)?;
                bytes += weight(&value);
                values.push(value);
                sql += &format!("{}${}", if at > 0 { ", " } else { "" }, values.len());
            }
            sql.push(')');
            (count, left) = (count + 1, left - 1);
        }
        db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await?;
    }
    Ok(())
}

fn weight(value: &Value) -> usize {
    match value {
        Value::String(Some(text)) => text.len(),
        Value::Bytes(Some(bytes)) => bytes.len(),
        _ => 8,
    }
}

/// Removes the foreign keys of PostgreSQL. Returns the statements that bring them back and check them. SQLite was opened without
/// checking them.
async fn drop_references(db: &DatabaseTransaction) -> Result<Vec<String>, BackupError> {
    if db.get_database_backend() == DbBackend::Sqlite {
        return Ok(Vec::new());
    }
    let sql = "SELECT CAST(conrelid AS regclass)::text AS t, quote_ident(conname) AS c, pg_get_constraintdef(oid) AS d \
               FROM pg_constraint WHERE contype = 'f' AND connamespace = CAST(CAST(current_schema() AS TEXT) AS regnamespace)";
    let mut back = Vec::new();
    for row in db.query_all_raw(Statement::from_string(DbBackend::Postgres, sql)).await? {
        let text = |column: &str| row.try_get::<String>("", column);
        let (table, name, definition) = (text("t")?, text("c")?, text("d")?);
        db.execute_unprepared(&format!("ALTER TABLE {table} DROP CONSTRAINT {name}")).await?;
        back.push(format!("ALTER TABLE {table} ADD CONSTRAINT {name} {definition}"));
    }
    Ok(back)
}

async fn check_references(db: &DatabaseTransaction) -> Result<(), BackupError> {
    let check =
        Statement::from_string(DbBackend::Sqlite, "SELECT \"table\" AS t FROM pragma_foreign_key_check LIMIT 1");
    match db.query_one_raw(check).await? {
        None => Ok(()),
        Some(row) => {
            let table: String = row.try_get("", "t")?;
            Err(BackupError::Database(format!("a row of {table} names something that does not exist")))
        }
    }
}

/// PostgreSQL continues numbering behind the rows that came with numbers.
async fn advance_numbers(db: &DatabaseTransaction) -> Result<(), BackupError> {
    let sql = "SELECT CAST(table_name AS TEXT) AS t, CAST(column_name AS TEXT) AS c FROM information_schema.columns \
               WHERE table_schema = current_schema() AND is_identity = 'YES'";
    for row in db.query_all_raw(Statement::from_string(DbBackend::Postgres, sql)).await? {
        let (table, column): (String, String) = (row.try_get("", "t")?, row.try_get("", "c")?);
        let (name, number) = (quoted(&table), quoted(&column));
        let sql =
            format!("SELECT setval(pg_get_serial_sequence($1, $2), COALESCE(MAX({number}), 0) + 1, false) FROM {name}");
        let values: [Value; 2] = [name.into(), column.into()];
        db.query_one_raw(Statement::from_sql_and_values(DbBackend::Postgres, sql, values)).await?;
    }
    Ok(())
}
