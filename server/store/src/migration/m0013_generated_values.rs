//! FROZEN, as every released step.
//!
//! Plans and rotations without a target, whose values are generated. Rows with a target keep their bytes under the MAC.

use sea_orm::{ConnectionTrait, DbBackend, DbErr};
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager};

pub(super) struct GeneratedValues;

impl MigrationName for GeneratedValues {
    fn name(&self) -> &str {
        "m0013_generated_values"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for GeneratedValues {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let statements: &[&str] = match manager.get_database_backend() {
            DbBackend::Postgres => &POSTGRESQL,
            _ => &SQLITE,
        };
        for sql in statements {
            manager.get_connection().execute_unprepared(sql).await?;
        }
        Ok(())
    }
}

const POSTGRESQL: [&str; 3] = [
    "ALTER TABLE rotation_plan ALTER COLUMN target DROP NOT NULL",
    "ALTER TABLE rotation_plan ADD COLUMN recipe TEXT",
    "ALTER TABLE rotation ADD COLUMN recipe TEXT",
];

/// SQLite cannot drop NOT NULL: the table is made anew (<https://www.sqlite.org/lang_altertable.html>, section 7). No table refers to it.
const SQLITE: [&str; 8] = [
    "CREATE TABLE rotation_plan_0013 (
        secret BLOB PRIMARY KEY REFERENCES secret (id) ON DELETE CASCADE,
        target BLOB REFERENCES target (id),
        strategy BIGINT NOT NULL,
        accounts TEXT NOT NULL,
        automatic BOOLEAN NOT NULL,
        schedule TEXT,
        grace_s BIGINT NOT NULL,
        paused BOOLEAN NOT NULL,
        config TEXT NOT NULL,
        next_due BIGINT,
        last_rotated BIGINT,
        open_rotation BLOB,
        created BIGINT NOT NULL,
        revision BIGINT NOT NULL,
        mac BLOB NOT NULL,
        await_readers BOOLEAN NOT NULL DEFAULT FALSE,
        rollout TEXT,
        recipe TEXT
    )",
    "INSERT INTO rotation_plan_0013 (secret, target, strategy, accounts, automatic, schedule, grace_s, paused, config, next_due, \
     last_rotated, open_rotation, created, revision, mac, await_readers, rollout) \
     SELECT secret, target, strategy, accounts, automatic, schedule, grace_s, paused, config, next_due, \
     last_rotated, open_rotation, created, revision, mac, await_readers, rollout FROM rotation_plan",
    "DROP TABLE rotation_plan",
    "ALTER TABLE rotation_plan_0013 RENAME TO rotation_plan",
    "CREATE INDEX rotation_plan_target ON rotation_plan (target, secret)",
    "CREATE INDEX rotation_plan_due ON rotation_plan (next_due)",
    "CREATE INDEX rotation_plan_last ON rotation_plan (last_rotated)",
    "ALTER TABLE rotation ADD COLUMN recipe TEXT",
];
