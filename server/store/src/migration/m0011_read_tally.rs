//! FROZEN, as every released step.
//!
//! Who read which version of a secret, added up from the trail, and how far each writer's events are added up. Both are made from the
//! trail and can be made anew.

use sea_orm::{ConnectionTrait, DbBackend, DbErr};
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager};

pub(super) struct ReadTallyTables;

impl MigrationName for ReadTallyTables {
    fn name(&self) -> &str {
        "m0011_read_tally"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for ReadTallyTables {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Text that is compared by its bytes.
        let name = match manager.get_database_backend() {
            DbBackend::Postgres => "TEXT COLLATE \"C\"",
            _ => "TEXT",
        };
        for statement in STATEMENTS {
            manager.get_connection().execute_unprepared(&statement.replace("{name}", name)).await?;
        }
        Ok(())
    }
}

const STATEMENTS: [&str; 3] = [
    "CREATE TABLE read_tally (
        secret {name} NOT NULL,
        version {name} NOT NULL,
        is_role BOOLEAN NOT NULL,
        reader {name} NOT NULL,
        surface BIGINT NOT NULL,
        network {name} NOT NULL,
        client {name} NOT NULL,
        address TEXT NOT NULL,
        first_time BIGINT NOT NULL,
        last_time BIGINT NOT NULL,
        reads BIGINT NOT NULL,
        PRIMARY KEY (secret, version, is_role, reader, surface, network, client)
    )",
    "CREATE INDEX read_tally_last ON read_tally (secret, last_time)",
    "CREATE TABLE read_tally_progress (
        writer BIGINT PRIMARY KEY,
        added BIGINT NOT NULL
    )",
];
