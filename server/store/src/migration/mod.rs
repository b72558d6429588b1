//! The schema's history. Every step is a file; a released step never changes.

mod m0001_start;
mod m0002_row_encoding;
mod m0004_resource_policy_versions;
mod m0005_bound_principals;
mod m0007_key_deletion;
mod m0009_root_keys;
mod m0010_rotation;
mod m0011_read_tally;
mod m0012_rollout;
mod m0013_generated_values;
mod m0014_notifications;
mod m0015_back_asked;
mod m0016_read_tally_parts;
mod m0017_audit_checkpoints;

use crate::OpenError;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, Statement};
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
            Box::new(m0007_key_deletion::KeyDeletion),
            Box::new(m0009_root_keys::RootKeys),
            Box::new(m0010_rotation::Rotation),
            Box::new(m0011_read_tally::ReadTallyTables),
            Box::new(m0012_rollout::RolloutColumns),
            Box::new(m0013_generated_values::GeneratedValues),
            Box::new(m0014_notifications::Notifications),
            Box::new(m0015_back_asked::BackAsked),
            Box::new(m0016_read_tally_parts::ReadTallyParts),
            Box::new(m0017_audit_checkpoints::AuditCheckpoints),
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
pub(crate) const LOCK: u32 = 0x7374_726f;

async fn refuse_newer(db: &sea_orm::DatabaseConnection) -> Result<(), OpenError> {
    let fail = crate::database::open_error;
    if !SchemaManager::new(db).has_table("seaql_migrations").await.map_err(fail)? {
        return Ok(());
    }
    let known = known();
    match applied(db).await.map_err(fail)?.into_iter().rfind(|version| !known.contains(version)) {
        Some(found) => Err(OpenError::Newer { found, known: known.last().cloned().unwrap_or_default() }),
        None => Ok(()),
    }
}

/// Fails unless the schema is exactly this program's.
pub(crate) async fn require_current(db: &sea_orm::DatabaseConnection) -> Result<(), OpenError> {
    let fail = crate::database::open_error;
    if !SchemaManager::new(db).has_table("seaql_migrations").await.map_err(fail)? {
        return Err(OpenError::Empty);
    }
    refuse_newer(db).await?;
    let found = applied(db).await.map_err(fail)?;
    match known().into_iter().find(|version| !found.contains(version)) {
        Some(missing) => Err(OpenError::Older { missing }),
        None => Ok(()),
    }
}

/// Brings an empty schema to the one that had these steps.
///
/// # Errors
/// One of them is unknown: a newer program took it.
pub(crate) async fn run_steps(db: &DatabaseTransaction, steps: &[String]) -> Result<(), OpenError> {
    let known = known();
    if let Some(found) = steps.iter().rfind(|step| !known.contains(step)) {
        return Err(OpenError::Newer { found: found.clone(), known: known.last().cloned().unwrap_or_default() });
    }
    // In full, because both traits have the same methods.
    sea_orm_migration::MigratorTraitSelf::up(&Steps(steps), db, None).await.map_err(crate::database::open_error)
}

/// Some of the steps.
struct Steps<'a>(&'a [String]);

impl sea_orm_migration::MigratorTraitSelf for Steps<'_> {
    fn migrations(&self) -> Vec<Box<dyn MigrationTrait>> {
        let mut steps = <Migrator as MigratorTrait>::migrations();
        steps.retain(|step| self.0.iter().any(|wanted| wanted == step.name()));
        steps
    }
}

/// The steps that are missing.
pub(crate) async fn run_rest(db: &DatabaseTransaction) -> Result<(), OpenError> {
    Migrator::up(db, None).await.map_err(crate::database::open_error)
}

/// Every step, in order.
pub(crate) fn known() -> Vec<String> {
    Migrator::migrations().iter().map(|step| step.name().to_owned()).collect()
}

/// The steps that a database has.
pub(crate) async fn applied(db: &impl ConnectionTrait) -> Result<Vec<String>, DbErr> {
    let rows = db
        .query_all_raw(Statement::from_string(
            db.get_database_backend(),
            "SELECT version FROM seaql_migrations ORDER BY version",
        ))
        .await?;
    rows.iter().map(|row| row.try_get::<String>("", "version")).collect()
}
