//! FROZEN, as every released step.
//!
//! Channels, notices that wait for their messages, what lasts, and messages. Messages go with their channel.

use sea_orm::{ConnectionTrait, DbBackend, DbErr};
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager};

pub(super) struct Notifications;

impl MigrationName for Notifications {
    fn name(&self) -> &str {
        "m0014_notifications"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Notifications {
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

const STATEMENTS: [&str; 9] = [
    "CREATE TABLE notice_channel (
        id {bytes} PRIMARY KEY,
        name TEXT NOT NULL,
        folded {name} NOT NULL UNIQUE,
        settings TEXT NOT NULL,
        secret {bytes},
        kinds TEXT NOT NULL,
        scope TEXT NOT NULL,
        digest_minutes BIGINT NOT NULL,
        enabled BOOLEAN NOT NULL,
        creator TEXT NOT NULL,
        created BIGINT NOT NULL,
        updated BIGINT NOT NULL,
        revision BIGINT NOT NULL,
        mac {bytes} NOT NULL
    )",
    "CREATE TABLE notice (
        id {bytes} PRIMARY KEY,
        at BIGINT NOT NULL,
        notice TEXT NOT NULL,
        mac {bytes} NOT NULL
    )",
    "CREATE INDEX notice_at ON notice (at, id)",
    "CREATE TABLE notice_condition (
        key {name} PRIMARY KEY,
        notice TEXT NOT NULL,
        since BIGINT NOT NULL,
        noticed BIGINT,
        revision BIGINT NOT NULL,
        mac {bytes} NOT NULL
    )",
    "CREATE TABLE notice_delivery (
        id {bytes} PRIMARY KEY,
        channel {bytes} NOT NULL REFERENCES notice_channel (id) ON DELETE CASCADE,
        kind BIGINT NOT NULL,
        resolved BOOLEAN NOT NULL,
        notices TEXT NOT NULL,
        more BIGINT NOT NULL,
        opened BIGINT NOT NULL,
        created BIGINT NOT NULL,
        state BIGINT NOT NULL,
        due BIGINT NOT NULL,
        attempts BIGINT NOT NULL,
        tried BIGINT,
        outcome BIGINT,
        status BIGINT,
        ended BIGINT,
        lease_owner {bytes},
        lease_since BIGINT,
        fence BIGINT NOT NULL,
        revision BIGINT NOT NULL,
        mac {bytes} NOT NULL
    )",
    "CREATE INDEX notice_delivery_created ON notice_delivery (created, id)",
    "CREATE INDEX notice_delivery_opened ON notice_delivery (channel, kind, resolved, opened)",
    "CREATE INDEX notice_delivery_due ON notice_delivery (due, id) WHERE ended IS NULL",
    "CREATE INDEX notice_delivery_ended ON notice_delivery (ended) WHERE ended IS NOT NULL",
];
