//! FROZEN, as every released step.
//!
//! Finds the secrets that carry a policy, and among them those whose policy an earlier release stored: names of principals are
//! bound to ids when the server opens the keyring, because the database holds no keys. Programs before this step do not
//! understand policies with bound names; they refuse a database that has it.
//!
//! And a place beside each block of the trail for the nonces of its reads.

use sea_orm::{ConnectionTrait, DbBackend, DbErr};
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager};

pub(super) struct BoundPrincipals;

impl MigrationName for BoundPrincipals {
    fn name(&self) -> &str {
        "m0005_bound_principals"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for BoundPrincipals {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        let (bytes, postgres) = match manager.get_database_backend() {
            DbBackend::Postgres => ("BYTEA", true),
            _ => ("BLOB", false),
        };
        db.execute_unprepared(&format!("ALTER TABLE trail_block ADD COLUMN nonces {bytes}")).await?;
        if postgres {
            let index =
                "CREATE INDEX trail_block_nonces ON trail_block (to_time, writer, first_seq) WHERE nonces IS NOT NULL";
            db.execute_unprepared(index).await?;
        }
        for index in [
            "secret_with_policy ON secret (id) WHERE policy IS NOT NULL",
            "secret_unbound ON secret (id) WHERE policy IS NOT NULL AND substr(policy, 1, 1) <> '@'",
        ] {
            db.execute_unprepared(&format!("CREATE INDEX {index}")).await?;
        }
        Ok(())
    }
}
