//! Maps the driver's errors to those of the port. The driver's own message goes to the log; values of rows and parameters
//! are in none of these messages, PostgreSQL's detail line (which may have some) is left out by the driver's Display.

use sea_orm::{DbErr, RuntimeErr, SqlErr, sqlx};
use strongroom_core::ports::StoreError;

/// An error of a read, or of a write that cannot conflict.
pub(crate) fn unavailable(error: DbErr) -> StoreError {
    match error {
        DbErr::TryIntoErr { .. } | DbErr::Type(_) | DbErr::Json(_) => {
            StoreError::Corrupt("a column of an unexpected type".to_owned())
        }
        DbErr::Query(RuntimeErr::SqlxError(ref cause)) if matches!(**cause, sqlx::Error::ColumnDecode { .. }) => {
            StoreError::Corrupt("a column of an unexpected type".to_owned())
        }
        other => StoreError::Unavailable(other.to_string()),
    }
}

/// An error of a change: a violated unique or foreign key means that a concurrent change was faster.
pub(crate) fn refused(error: DbErr) -> StoreError {
    match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_) | SqlErr::ForeignKeyConstraintViolation(_)) => StoreError::Conflict,
        _ => unavailable(error),
    }
}

/// A row that this program cannot have written.
pub(crate) fn corrupt(what: &'static str) -> StoreError {
    StoreError::Corrupt(what.to_owned())
}
