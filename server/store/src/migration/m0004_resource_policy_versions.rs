//! FROZEN, as every released step.
//!
//! The versions of the policies that secrets and keys carry. A version belongs to a secret, with which it goes, or to a key;
//! `owner` is the id of either.

use sea_orm::{ConnectionTrait, DbBackend, DbErr};
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager};

pub(super) struct ResourcePolicyVersions;

impl MigrationName for ResourcePolicyVersions {
    fn name(&self) -> &str {
        "m0004_resource_policy_versions"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for ResourcePolicyVersions {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let bytes = match manager.get_database_backend() {
            DbBackend::Postgres => "BYTEA",
            _ => "BLOB",
        };
        let table = TABLE.replace("{bytes}", bytes);
        let db = manager.get_connection();
        db.execute_unprepared(&table).await?;
        for index in [
            "resource_policy_version_secret ON resource_policy_version (secret)",
            "resource_policy_version_cmk ON resource_policy_version (cmk)",
        ] {
            db.execute_unprepared(&format!("CREATE INDEX {index}")).await?;
        }
        Ok(())
    }
}

const TABLE: &str = "CREATE TABLE resource_policy_version (
    owner {bytes} NOT NULL,
    number BIGINT NOT NULL,
    secret {bytes} REFERENCES secret (id) ON DELETE CASCADE,
    cmk {bytes} REFERENCES cmk (id) ON DELETE CASCADE,
    document TEXT,
    creator TEXT NOT NULL,
    created BIGINT NOT NULL,
    mac {bytes} NOT NULL,
    PRIMARY KEY (owner, number)
)";
