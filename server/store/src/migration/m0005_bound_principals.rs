//! FROZEN, as every released step.
//!
//! Finds the secrets that carry a policy, and among them those whose policy an earlier release stored: names of principals are
//! bound to ids when the server opens the keyring, because the database holds no keys. Programs before this step do not
//! understand policies with bound names; they refuse a database that has it.

use sea_orm::{ConnectionTrait, DbErr};
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
        for index in [
            "secret_with_policy ON secret (id) WHERE policy IS NOT NULL",
            "secret_unbound ON secret (id) WHERE policy IS NOT NULL AND substr(policy, 1, 1) <> '@'",
        ] {
            db.execute_unprepared(&format!("CREATE INDEX {index}")).await?;
        }
        Ok(())
    }
}
