//! The schema's history. Every step is a file; a released step never changes.

mod m0001_start;
mod m0002_row_encoding;
mod m0004_resource_policy_versions;
mod m0005_bound_principals;

use crate::OpenError;
use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement};
use sea_orm_migration::{MigrationTrait, MigratorTrait, SchemaManager};

struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_start::Step),
            Box::new(m0002_row_encoding::RowEncodingColumns),
            Box::new(m0004_resource_policy_versions::ResourcePolicyVersions),
            Box::new(m0005_bound_principals::BoundPrincipals),
        ]
    }
}

/// Brings the schema up to date. Several nodes may start at once: PostgreSQL lets in one after the other, SQLite has one process.
pub(crate) async fn run(db: &sea_orm::DatabaseConnection) -> Result<(), OpenError> {
    refuse_newer(db).await?;
    let postgres = db.get_database_backend() == DbBackend::Postgres;
    if postgres {
        db.execute_unprepared(&format!("SELECT pg_advisory_lock({LOCK})"))
            .await
            .map_err(crate::database::open_error)?;
    }
    let done = Migrator::up(db, None).await.map_err(crate::database::open_error);
    if postgres {
        db.execute_unprepared(&format!("SELECT pg_advisory_unlock({LOCK})"))
            .await
            .map_err(crate::database::open_error)?;
    }
    done
}

/// Any number that no other program locks in the same database: "stro" in ASCII.
const LOCK: u32 = 0x7374_726f;

async fn refuse_newer(db: &sea_orm::DatabaseConnection) -> Result<(), OpenError> {
    let fail = crate::database::open_error;
    if !SchemaManager::new(db).has_table("seaql_migrations").await.map_err(fail)? {
        return Ok(());
    }
    let known: Vec<String> = Migrator::migrations().iter().map(|step| step.name().to_owned()).collect();
    let rows = db
        .query_all_raw(Statement::from_string(
            db.get_database_backend(),
            "SELECT version FROM seaql_migrations ORDER BY version",
        ))
        .await
        .map_err(fail)?;
    let applied =
        rows.iter().map(|row| row.try_get::<String>("", "version")).collect::<Result<Vec<_>, DbErr>>().map_err(fail)?;
    match applied.into_iter().rfind(|version| !known.contains(version)) {
        Some(found) => Err(OpenError::Newer { found, known: known.last().cloned().unwrap_or_default() }),
        None => Ok(()),
    }
}
