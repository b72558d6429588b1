//! From the driver's errors to those of the port. The driver's own message goes to the log. It contains no values of rows or
//! parameters: the driver's Display leaves out PostgreSQL's detail line, which may contain some.

use sea_orm::{DbErr, RuntimeErr, SqlErr, sqlx};
use strongroom_core::ports::StoreError;

/// What an error means for what comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Another transaction holds a row, or changed it: the same may succeed in a moment.
    Contended,
    /// The connection is of no use any more; a new one may be.
    Connection,
    /// The statement.
    Statement,
}

/// What an error means for what comes next.
pub(crate) fn fault(error: &DbErr) -> Fault {
    match driver_error(error) {
        // https://www.postgresql.org/docs/current/errcodes-appendix.html: deadlock, serialisation failure, lock time-out; SQLite's
        // codes are other numbers.
        Some(sqlx::Error::Database(cause)) => match cause.code().as_deref() {
            Some("40P01" | "40001" | "55P03") => Fault::Contended,
            Some(code) if is_connection_code(code) => Fault::Connection,
            _ => Fault::Statement,
        },
        Some(sqlx::Error::Io(_) | sqlx::Error::Protocol(_) | sqlx::Error::Tls(_)) => Fault::Connection,
        _ => Fault::Statement,
    }
}

/// Whether the server itself answered with this error, and goes on.
pub(crate) fn is_response(error: &DbErr) -> bool {
    let Some(sqlx::Error::Database(cause)) = driver_error(error) else { return false };
    cause.code().is_some_and(|code| !is_connection_code(&code))
}

/// Connection exceptions; shutdown, crash and start of the server.
fn is_connection_code(code: &str) -> bool {
    code.len() == 5 && (code.starts_with("08") || code.starts_with("57P0"))
}

fn driver_error(error: &DbErr) -> Option<&sqlx::Error> {
    match error {
        DbErr::Conn(RuntimeErr::SqlxError(cause))
        | DbErr::Exec(RuntimeErr::SqlxError(cause))
        | DbErr::Query(RuntimeErr::SqlxError(cause)) => Some(cause),
        _ => None,
    }
}

/// An error of a read, or of a write that cannot conflict.
pub(crate) fn unavailable(error: DbErr) -> StoreError {
    match error {
        DbErr::TryIntoErr { .. } | DbErr::Type(_) | DbErr::Json(_) => {
            StoreError::Corrupt("a column of an unexpected type".to_owned())
        }
        DbErr::Query(RuntimeErr::SqlxError(ref cause)) if matches!(**cause, sqlx::Error::ColumnDecode { .. }) => {
            StoreError::Corrupt("a column of an unexpected type".to_owned())
        }
        other if fault(&other) == Fault::Contended => StoreError::Contended(other.to_string()),
        other => StoreError::Unavailable(other.to_string()),
    }
}

/// An error of a change: a violated unique or foreign key means that another commit was first.
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
