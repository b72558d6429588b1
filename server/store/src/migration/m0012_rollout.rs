//! FROZEN, as every released step.
//!
//! Rotations that roll out, old credentials that wait for their readers, and versions that were revoked. Rows have other encodings from here on
//! (3): programs before this step would not verify them.

use sea_orm::{ConnectionTrait, DbErr};
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager};

pub(super) struct RolloutColumns;

impl MigrationName for RolloutColumns {
    fn name(&self) -> &str {
        "m0012_rollout"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for RolloutColumns {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in [
            "secret ADD COLUMN offered TEXT",
            "secret_version ADD COLUMN revoked BIGINT",
            "secret_version ADD COLUMN revoked_by TEXT",
            "rotation_plan ADD COLUMN await_readers BOOLEAN NOT NULL DEFAULT FALSE",
            "rotation_plan ADD COLUMN rollout TEXT",
            "rotation ADD COLUMN await_readers BOOLEAN NOT NULL DEFAULT FALSE",
            "rotation ADD COLUMN rollout TEXT",
            "rotation ADD COLUMN deadline BIGINT",
        ] {
            manager.get_connection().execute_unprepared(&format!("ALTER TABLE {column}")).await?;
        }
        Ok(())
    }
}
