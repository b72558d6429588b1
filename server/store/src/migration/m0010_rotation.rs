//! FROZEN, as every released step.
//!
//! Targets, how secrets rotate, and each rotation. Plans and rotations go with their secret.

use sea_orm::{ConnectionTrait, DbBackend, DbErr};
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager};

pub(super) struct Rotation;

impl MigrationName for Rotation {
    fn name(&self) -> &str {
        "m0010_rotation"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Rotation {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Text that is ordered by its bytes.
        let (bytes, name) = match manager.get_database_backend() {
            DbBackend::Postgres => ("BYTEA", "TEXT COLLATE \"C\""),
            _ => ("BLOB", "TEXT"),
        };
        for statement in STATEMENTS {
            let sql = statement.replace("{bytes}", bytes).replace("{name}", name);
            manager.get_connection().execute_unprepared(&sql).await?;
        }
        Ok(())
    }
}

const STATEMENTS: [&str; 10] = [
    "CREATE TABLE target (
        id {bytes} PRIMARY KEY,
        name TEXT NOT NULL,
        folded {name} NOT NULL UNIQUE,
        kind BIGINT NOT NULL,
        host TEXT NOT NULL,
        port BIGINT NOT NULL,
        db_name TEXT,
        trust TEXT NOT NULL,
        manager TEXT,
        manager_secret {bytes},
        creator TEXT NOT NULL,
        created BIGINT NOT NULL,
        updated BIGINT NOT NULL,
        revision BIGINT NOT NULL,
        mac {bytes} NOT NULL
    )",
    "CREATE TABLE rotation_plan (
        secret {bytes} PRIMARY KEY REFERENCES secret (id) ON DELETE CASCADE,
        target {bytes} NOT NULL REFERENCES target (id),
        strategy BIGINT NOT NULL,
        accounts TEXT NOT NULL,
        automatic BOOLEAN NOT NULL,
        schedule TEXT,
        grace_s BIGINT NOT NULL,
        paused BOOLEAN NOT NULL,
        config TEXT NOT NULL,
        next_due BIGINT,
        last_rotated BIGINT,
        open_rotation {bytes},
        created BIGINT NOT NULL,
        revision BIGINT NOT NULL,
        mac {bytes} NOT NULL
    )",
    "CREATE INDEX rotation_plan_target ON rotation_plan (target, secret)",
    "CREATE INDEX rotation_plan_due ON rotation_plan (next_due)",
    "CREATE INDEX rotation_plan_last ON rotation_plan (last_rotated)",
    "CREATE TABLE rotation (
        id {bytes} PRIMARY KEY,
        secret {bytes} NOT NULL REFERENCES secret (id) ON DELETE CASCADE,
        target {bytes} NOT NULL,
        strategy BIGINT NOT NULL,
        account TEXT,
        version TEXT NOT NULL,
        old_version TEXT NOT NULL,
        known_keys TEXT,
        phase BIGINT NOT NULL,
        progress BIGINT NOT NULL,
        begun BIGINT,
        cause BIGINT,
        candidate BIGINT NOT NULL,
        attempts BIGINT NOT NULL,
        setbacks BIGINT NOT NULL,
        told BOOLEAN NOT NULL,
        due BIGINT NOT NULL,
        trigger_code BIGINT NOT NULL,
        starter TEXT NOT NULL,
        started BIGINT NOT NULL,
        updated BIGINT NOT NULL,
        ended BIGINT,
        lease_owner {bytes},
        lease_since BIGINT,
        fence BIGINT NOT NULL,
        revision BIGINT NOT NULL,
        mac {bytes} NOT NULL
    )",
    "CREATE INDEX rotation_of_secret ON rotation (secret, started, id)",
    "CREATE INDEX rotation_started ON rotation (started, id)",
    "CREATE INDEX rotation_due ON rotation (due, id) WHERE ended IS NULL",
    "CREATE INDEX rotation_open ON rotation (started, id) WHERE ended IS NULL",
];
