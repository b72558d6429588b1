use super::{Backstage, FIRST, MANAGER, Names};
use crate::support::file;
use mysql_async::{Conn, OptsBuilder, prelude::Queryable};
use strongroom_domain::TargetKind;
use tokio::sync::Mutex;

/// Accounts at MariaDB. Its administrator enters by the socket.
pub struct MariadbStage {
    names: Names,
    /// At the server that judges passwords. Its managing accounts have fewer rights, so that `read_only` holds for them.
    strict: bool,
    /// Connections that leave no room for others.
    held: Mutex<Vec<Conn>>,
}

impl MariadbStage {
    pub fn new(names: Names, strict: bool) -> Self {
        Self { names, strict, held: Mutex::default() }
    }

    async fn session(&self) -> Result<Conn, mysql_async::Error> {
        let socket = file(self.server()).join("socket");
        Conn::new(OptsBuilder::default().socket(socket.to_str()).user(Some("root"))).await
    }

    async fn run(&self, statements: &[&str]) {
        let mut session = self.session().await.unwrap();
        for statement in statements {
            session.query_drop(*statement).await.unwrap_or_else(|error| panic!("{statement}: {error}"));
        }
        session.disconnect().await.unwrap();
    }
}

#[async_trait::async_trait]
impl Backstage for MariadbStage {
    fn names(&self) -> &Names {
        &self.names
    }
    fn kind(&self) -> TargetKind {
        TargetKind::Mariadb
    }
    fn server(&self) -> &'static str {
        if self.strict { "mariadb-strict" } else { "mariadb" }
    }
    async fn create(&self) {
        let Names { account, manager, .. } = &self.names;
        let rights = if self.strict {
            format!("GRANT CREATE USER, GRANT OPTION, SELECT, INSERT, UPDATE ON *.* TO {manager}")
        } else {
            format!("GRANT ALL ON *.* TO {manager} WITH GRANT OPTION")
        };
        self.run(&[
            &format!("CREATE USER {account} IDENTIFIED BY '{FIRST}'"),
            &format!("GRANT SELECT ON test_of_{account}.* TO {account}"),
            &format!("CREATE USER {manager} IDENTIFIED BY '{MANAGER}'"),
            &rights,
        ])
        .await;
    }
    async fn state(&self) -> String {
        let Names { account, clone, .. } = &self.names;
        let found = format!(
            "SELECT COALESCE(GROUP_CONCAT(CONCAT(User, Priv) ORDER BY User SEPARATOR ' '), '') FROM mysql.global_priv \
             WHERE User IN ('{account}', '{clone}')"
        );
        let mut session = self.session().await.unwrap();
        let state = session.query_first::<String, _>(found).await.unwrap().unwrap();
        session.disconnect().await.unwrap();
        state
    }
    async fn same_rights(&self) -> bool {
        let Names { account, clone, .. } = &self.names;
        let mut session = self.session().await.unwrap();
        let mut grants = Vec::new();
        for name in [account, clone] {
            let Ok(lines) = session.query::<String, _>(format!("SHOW GRANTS FOR {name}")).await else { return true };
            // Without the password, and the name.
            let lines = lines.iter().filter_map(|line| Some(line.split_once(" TO ")?.0.to_owned()));
            grants.push(lines.collect::<std::collections::BTreeSet<_>>());
        }
        session.disconnect().await.unwrap();
        grants[0] == grants[1]
    }
    async fn set_manager(&self, password: &str) {
        self.run(&[&format!("ALTER USER {} IDENTIFIED BY '{password}'", self.names.manager)]).await;
    }
    async fn take_away(&self) {
        self.run(&[&format!("RENAME USER {0} TO {0}_away", self.names.account)]).await;
    }
    async fn bring_back(&self) {
        self.run(&[&format!("RENAME USER {0}_away TO {0}", self.names.account)]).await;
    }
    async fn remove_clone(&self) {
        self.run(&[&format!("DROP USER {}", self.names.clone)]).await;
    }
    async fn read_only(&self, on: bool) {
        self.run(&[if on { "SET GLOBAL read_only = ON" } else { "SET GLOBAL read_only = OFF" }]).await;
    }
    async fn full(&self, on: bool) {
        let mut held = self.held.lock().await;
        if !on {
            held[0].query_drop("SET GLOBAL max_connections = 151").await.unwrap();
            for session in held.drain(..) {
                session.disconnect().await.unwrap();
            }
            return;
        }
        let mut first = self.session().await.unwrap();
        first.query_drop("SET GLOBAL max_connections = 10").await.unwrap();
        held.push(first);
        // The last one is that which administrators have beyond the limit.
        while let Ok(session) = self.session().await {
            held.push(session);
        }
    }
    async fn strict(&self, on: bool) {
        let least = if on { 1_000 } else { 8 };
        self.run(&[&format!("SET GLOBAL simple_password_check_minimal_length = {least}")]).await;
    }
    async fn clear(&self) {
        let Names { account, clone, manager } = &self.names;
        self.run(&[&format!("DROP USER IF EXISTS {account}, {clone}, {manager}")]).await;
    }
}
