//! FROZEN, as every released step.
//!
//! Sums of reads are written in parts: which events a batch that is partly written ends with, and the last key that is.

use sea_orm::{ConnectionTrait, DbErr};
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager};

pub(super) struct ReadTallyParts;

impl MigrationName for ReadTallyParts {
    fn name(&self) -> &str {
        "m0016_read_tally_parts"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for ReadTallyParts {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for add in [
            "ALTER TABLE read_tally_progress ADD COLUMN through BIGINT NOT NULL DEFAULT 0",
            "ALTER TABLE read_tally_progress ADD COLUMN part TEXT NOT NULL DEFAULT ''",
        ] {
            manager.get_connection().execute_unprepared(add).await?;
        }
        Ok(())
    }
}
