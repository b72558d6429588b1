//! FROZEN, as every released step.
//!
//! What encoding 2 of rows needs: MACs of the installation and of the versions of customer master keys, the number of the
//! encoding, and the kind of a secret. The MACs themselves are made when the server opens the keyring, because the database
//! holds no keys: until then the installation says encoding 1.

use sea_orm::{ConnectionTrait, DbBackend, DbErr};
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager};

pub(super) struct RowEncodingColumns;

impl MigrationName for RowEncodingColumns {
    fn name(&self) -> &str {
        "m0002_row_encoding"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for RowEncodingColumns {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        let no_bytes = match manager.get_database_backend() {
            DbBackend::Postgres => "BYTEA NOT NULL DEFAULT ''",
            _ => "BLOB NOT NULL DEFAULT x''",
        };
        for column in [
            "installation ADD COLUMN encoding BIGINT NOT NULL DEFAULT 1",
            &format!("installation ADD COLUMN mac {no_bytes}"),
            &format!("cmk_version ADD COLUMN mac {no_bytes}"),
            "secret ADD COLUMN kind BIGINT NOT NULL DEFAULT 1",
        ] {
            db.execute_unprepared(&format!("ALTER TABLE {column}")).await?;
        }
        Ok(())
    }
}
