//! Tables and columns as the database describes them, so that no table is forgotten.

use super::BackupError;
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use serde::{Deserialize, Serialize};

/// Not copied: made anew by a restore, or, like sessions, meant to end.
const LEFT_OUT: [&str; 8] = [
    "seaql_migrations",
    "secret_search",
    "trail_segment",
    "trail_term",
    "trail_value",
    "read_tally",
    "read_tally_progress",
    "console_session",
];

/// What a column holds, in both databases.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum ColumnKind {
    Integer,
    Boolean,
    Text,
    Bytes,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct BackupColumn {
    pub name: String,
    pub kind: ColumnKind,
}

/// A table with its columns, by name.
pub(crate) struct Table {
    pub name: String,
    pub columns: Vec<BackupColumn>,
}

/// Every table that a backup contains, by name.
pub(crate) async fn tables(db: &impl ConnectionTrait) -> Result<Vec<Table>, BackupError> {
    let sql = match db.get_database_backend() {
        DbBackend::Sqlite => {
            "SELECT t.name AS t, c.name AS c, c.type AS k FROM pragma_table_list t, pragma_table_info(t.name) c \
             WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY 1, 2"
        }
        _ => {
            "SELECT CAST(t.table_name AS TEXT) AS t, CAST(c.column_name AS TEXT) AS c, CAST(c.data_type AS TEXT) AS k \
             FROM information_schema.tables t JOIN information_schema.columns c USING (table_schema, table_name) \
             WHERE t.table_schema = current_schema() AND t.table_type = 'BASE TABLE' AND c.is_generated = 'NEVER' \
             ORDER BY CAST(t.table_name AS TEXT) COLLATE \"C\", CAST(c.column_name AS TEXT) COLLATE \"C\""
        }
    };
    let mut tables: Vec<Table> = Vec::new();
    for row in db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await? {
        let text = |column: &str| row.try_get::<String>("", column);
        let (table, name, kind) = (text("t")?, text("c")?, text("k")?);
        if LEFT_OUT.contains(&table.as_str()) {
            continue;
        }
        let kind = match kind.to_ascii_lowercase().as_str() {
            "integer" | "bigint" | "smallint" => ColumnKind::Integer,
            "boolean" => ColumnKind::Boolean,
            "text" => ColumnKind::Text,
            "blob" | "bytea" => ColumnKind::Bytes,
            other => return Err(BackupError::Schema(format!("{table}.{name} of type {other}"))),
        };
        let column = BackupColumn { name, kind };
        match tables.last_mut() {
            Some(last) if last.name == table => last.columns.push(column),
            _ => tables.push(Table { name: table, columns: vec![column] }),
        }
    }
    Ok(tables)
}

/// A name in SQL. Those of a backup are compared with the database's before they are used.
pub(crate) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
