use super::{Backstage, FIRST, MANAGER, Names};
use crate::support::{file, port};
use strongroom_domain::TargetKind;
use tokio_postgres::{Client, NoTls};

/// Accounts at PostgreSQL. Its administrator enters by the socket.
pub struct PostgresqlStage(pub Names);

async fn session() -> Client {
    let mut config = tokio_postgres::Config::new();
    config.host_path(file("postgresql")).port(port("postgresql")).dbname("postgres").user("admin");
    let (client, connection) = config.connect(NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}

async fn run(statements: &str) {
    session().await.batch_execute(statements).await.unwrap_or_else(|error| panic!("{statements}: {error:?}"));
}

impl PostgresqlStage {
    /// Changes all of its roles that there are.
    async fn alter_all(&self, change: &str) {
        let Names { account, clone, manager } = &self.0;
        run(&format!(
            "DO $$ DECLARE r text; BEGIN FOR r IN SELECT rolname FROM pg_roles WHERE rolname IN ('{account}', '{clone}', '{manager}') \
             LOOP EXECUTE format('ALTER ROLE %I {change}', r); END LOOP; END $$"
        ))
        .await;
    }
}

#[async_trait::async_trait]
impl Backstage for PostgresqlStage {
    fn names(&self) -> &Names {
        &self.0
    }
    fn kind(&self) -> TargetKind {
        TargetKind::Postgresql
    }
    fn server(&self) -> &'static str {
        "postgresql"
    }
    async fn create(&self) {
        let Names { account, manager, .. } = &self.0;
        run(&format!(
            "CREATE ROLE {account} LOGIN PASSWORD '{FIRST}'; CREATE ROLE {manager} LOGIN CREATEROLE PASSWORD '{MANAGER}'; \
             GRANT {account} TO {manager} WITH ADMIN OPTION"
        ))
        .await;
    }
    async fn state(&self) -> String {
        let Names { account, clone, .. } = &self.0;
        let found = "SELECT coalesce(string_agg(rolname || coalesce(rolpassword, '') || rolcanlogin, ' ' ORDER BY rolname), '') \
                     FROM pg_authid WHERE rolname = $1 OR rolname = $2";
        session().await.query_one(found, &[account, clone]).await.unwrap().get(0)
    }
    async fn same_rights(&self) -> bool {
        let Names { account, clone, .. } = &self.0;
        let found = "SELECT pg_has_role(rolname, $1::text, 'USAGE') FROM pg_roles WHERE rolname = $2";
        session().await.query_opt(found, &[account, clone]).await.unwrap().is_none_or(|row| row.get(0))
    }
    async fn set_manager(&self, password: &str) {
        run(&format!("ALTER ROLE {} PASSWORD '{password}'", self.0.manager)).await;
    }
    async fn take_away(&self) {
        run(&format!("ALTER ROLE {0} RENAME TO {0}_away", self.0.account)).await;
    }
    async fn bring_back(&self) {
        run(&format!("ALTER ROLE {0}_away RENAME TO {0}", self.0.account)).await;
    }
    async fn remove_clone(&self) {
        run(&format!("DROP ROLE {}", self.0.clone)).await;
    }
    async fn read_only(&self, on: bool) {
        let change = if on { "SET default_transaction_read_only = on" } else { "RESET default_transaction_read_only" };
        run(&format!("ALTER ROLE {} {change}", self.0.manager)).await;
    }
    async fn full(&self, on: bool) {
        self.alter_all(if on { "CONNECTION LIMIT 0" } else { "CONNECTION LIMIT -1" }).await;
    }
    async fn clear(&self) {
        let Names { account, clone, manager } = &self.0;
        run(&format!("DROP ROLE IF EXISTS {clone}; DROP ROLE IF EXISTS {account}; DROP ROLE IF EXISTS {manager}"))
            .await;
    }
}
