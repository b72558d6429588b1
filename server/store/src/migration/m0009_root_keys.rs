//! FROZEN, as every released step.
//!
//! The installation key, encrypted with each root key that opens the installation. An installation made before this step has no
//! row until it is rekeyed: its root key is its installation key.

use sea_orm::{ConnectionTrait, DbBackend, DbErr};
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager};

pub(super) struct RootKeys;

impl MigrationName for RootKeys {
    fn name(&self) -> &str {
        "m0009_root_keys"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for RootKeys {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let bytes = match manager.get_database_backend() {
            DbBackend::Postgres => "BYTEA",
            _ => "BLOB",
        };
        let sql = format!(
            "CREATE TABLE root_key (
                check_value {bytes} PRIMARY KEY,
                wrapped {bytes} NOT NULL,
                created BIGINT NOT NULL,
                mac {bytes} NOT NULL
            )"
        );
        manager.get_connection().execute_unprepared(&sql).await?;
        Ok(())
    }
}
