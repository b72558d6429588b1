//! FROZEN, as every released step.
//!
//! MACs of the trail's blocks, checkpoints, and the heads of all chains at the newest one. A block of a server that is sealed has no MAC.

use sea_orm::{ConnectionTrait, DbBackend, DbErr};
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager};

pub(super) struct AuditCheckpoints;

impl MigrationName for AuditCheckpoints {
    fn name(&self) -> &str {
        "m0016_audit_checkpoints"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for AuditCheckpoints {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let bytes = match manager.get_database_backend() {
            DbBackend::Postgres => "BYTEA",
            _ => "BLOB",
        };
        for statement in STATEMENTS {
            manager.get_connection().execute_unprepared(&statement.replace("{bytes}", bytes)).await?;
        }
        Ok(())
    }
}

const STATEMENTS: [&str; 3] = [
    "ALTER TABLE trail_block ADD COLUMN tag {bytes}",
    "CREATE TABLE trail_checkpoint (
        number BIGINT PRIMARY KEY,
        bytes {bytes} NOT NULL,
        signature {bytes} NOT NULL,
        peaks {bytes} NOT NULL
    )",
    "CREATE TABLE trail_head (
        writer {bytes} PRIMARY KEY,
        sequence BIGINT NOT NULL,
        hash {bytes} NOT NULL
    )",
];
