//! The ends of customer master keys that are scheduled for deletion.

use sea_orm::{ConnectionTrait, DbBackend, DbErr};
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager};

pub(super) struct KeyDeletion;

impl MigrationName for KeyDeletion {
    fn name(&self) -> &str {
        "m0007_key_deletion"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for KeyDeletion {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let bytes = match manager.get_database_backend() {
            DbBackend::Postgres => "BYTEA",
            _ => "BLOB",
        };
        let table = format!(
            "CREATE TABLE cmk_deletion (
                cmk {bytes} PRIMARY KEY REFERENCES cmk (id),
                key_revision BIGINT NOT NULL,
                was_enabled BOOLEAN NOT NULL,
                requested BIGINT NOT NULL,
                delete_at BIGINT NOT NULL,
                mac {bytes} NOT NULL
            )"
        );
        manager.get_connection().execute_unprepared(&table).await?;
        Ok(())
    }
}
