//! FROZEN, as every released step.
//!
//! Rotations that are asked to go back while a step is under way. Rows that are not keep their bytes under the MAC.

use sea_orm::{ConnectionTrait, DbErr};
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager};

pub(super) struct BackAsked;

impl MigrationName for BackAsked {
    fn name(&self) -> &str {
        "m0015_back_asked"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for BackAsked {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let add = "ALTER TABLE rotation ADD COLUMN back_asked BOOLEAN NOT NULL DEFAULT FALSE";
        manager.get_connection().execute_unprepared(add).await.map(drop)
    }
}
