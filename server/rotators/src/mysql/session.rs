//! One session: a connection, a log-in, a few statements, each with its deadline.

use super::{
    account_name::AccountName,
    error::{CANNOT_CHANGE, PREVENTED, is_refusal, numbered, trouble},
};
use crate::{
    Deadlines,
    credential::password,
    dial::{MOST_BYTES, resolve},
    sent::Sent,
    tls::authorities,
};
use mysql_async::{Conn, Error, Opts, OptsBuilder, SslOpts, prelude::Queryable};
use std::{
    net::IpAddr,
    pin::pin,
    task::{Context, Waker},
    time::Duration,
};
use strongroom_core::ports::{Credential, TargetAccess, Trouble};
use tokio::time::timeout;

/// Rows of the longest answer: the rights of an account to so many tables.
const MOST_ROWS: usize = 5_000;
/// How long a session may take to say goodbye.
const GOODBYE: Duration = Duration::from_secs(1);

/// A session. Dropped, it ends at once.
pub(super) struct MysqlSession {
    /// Gone once it was ended.
    connection: Option<Conn>,
    deadlines: Deadlines,
    sent: Sent,
    version: String,
}

impl MysqlSession {
    /// Opens a session; `None` if the target refuses the credential. It enters no database: accounts are the server's, and a scratch
    /// account may enter none.
    ///
    /// # Errors
    /// The target could not be asked.
    pub async fn open(
        target: &TargetAccess,
        credential: &Credential,
        deadlines: Deadlines,
    ) -> Result<Option<Self>, Trouble> {
        let Ok(account) = AccountName::parse(&credential.account) else { return Ok(None) };
        let password = password(credential)?;
        let tls = authorities(&target.trust)?.map(|authorities| {
            let certificates = authorities.into_iter().map(|certificate| certificate.to_vec().into());
            SslOpts::default().with_root_certs(certificates.collect()).with_disable_built_in_roots(true)
        });
        let opening = async {
            let addresses: Vec<IpAddr> = resolve(target).await?.iter().map(std::net::SocketAddr::ip).collect();
            let options: Opts = OptsBuilder::default()
                .ip_or_hostname(target.host.as_str())
                .tcp_port(target.port)
                .resolved_ips(Some(addresses))
                .user(Some(account.user))
                .pass(Some(password))
                .ssl_opts(tls)
                .prefer_socket(Some(false))
                .stmt_cache_size(Some(0))
                // Given, so that the server is not asked for them.
                .max_allowed_packet(Some(MOST_BYTES))
                .wait_timeout(Some(60))
                .into();
            match Conn::new(options).await {
                Ok(connection) => Ok(Some(connection)),
                Err(error) if is_refusal(&error) => Ok(None),
                Err(error) => Err(trouble(&error, Sent::Nothing, "a log-in")),
            }
        };
        let connection = deadlines.connecting(opening).await?;
        Ok(connection.map(|connection| Self {
            connection: Some(connection),
            deadlines,
            sent: Sent::Nothing,
            version: String::new(),
        }))
    }

    /// Ends the session in order.
    pub async fn close(mut self) {
        if let Some(connection) = self.connection.take() {
            let _ = timeout(GOODBYE, connection.disconnect()).await;
        }
    }

    fn live(&mut self) -> Result<&mut Conn, Trouble> {
        self.connection.as_mut().ok_or_else(|| Trouble::Unreachable("the session has ended".into()))
    }

    /// Makes the session ready for changes: one way of quoting, no log of statements where the account may turn it off. Statements
    /// of MySQL are logged without passwords, those of MariaDB as they are.
    pub async fn prepare(&mut self) -> Result<(), Trouble> {
        self.ask("SET SESSION sql_mode = '', NAMES utf8mb4").await?;
        // An account without the right is logged; that is no reason not to go on.
        let _ = self.ask("SET SESSION sql_log_off = ON").await;
        let rows = self.rows("SELECT VERSION()").await?;
        self.version = rows.into_iter().next().unwrap_or_default();
        Ok(())
    }

    /// The server's version, as it states it. Known once the session is prepared.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Whether the server is MariaDB.
    pub fn is_mariadb(&self) -> bool {
        self.version.contains("MariaDB")
    }

    /// The first column of each row.
    pub async fn rows(&mut self, query: &str) -> Result<Vec<String>, Trouble> {
        self.column(query, 0).await
    }

    async fn column(&mut self, query: &str, index: usize) -> Result<Vec<String>, Trouble> {
        let deadline = self.deadlines.statement;
        let connection = self.live()?;
        let asking = async {
            let mut answer = connection.query_iter(query).await?;
            let mut rows = Vec::new();
            while let Some(row) = answer.next().await? {
                if rows.len() == MOST_ROWS {
                    return Ok(None);
                }
                rows.push(row.get_opt::<Option<String>, _>(index).and_then(Result::ok).flatten().unwrap_or_default());
            }
            answer.drop_result().await?;
            Ok::<_, Error>(Some(rows))
        };
        let outcome = timeout(deadline, asking).await;
        let rows = self.settle(outcome, "SELECT on mysql.*, to see accounts and their rights")?;
        rows.ok_or_else(|| Trouble::Unexpected("its answers are too long".into()))
    }

    /// Runs a statement that changes nothing outside the session.
    async fn ask(&mut self, statement: &str) -> Result<(), Trouble> {
        let deadline = self.deadlines.statement;
        let outcome = timeout(deadline, self.live()?.query_drop(statement)).await;
        self.settle(outcome, "a session of its own")
    }

    /// Runs a statement. `needed` says which right it takes.
    pub async fn change(&mut self, statement: &str, needed: &str) -> Result<(), Trouble> {
        match self.refusal(statement, needed).await? {
            None => Ok(()),
            Some(code) => Err(numbered(code, self.sent, needed)),
        }
    }

    /// Runs a statement that carries a hash; `false` if the server wants to see the password.
    pub async fn change_by_hash(&mut self, statement: &str, needed: &str) -> Result<bool, Trouble> {
        match self.refusal(statement, needed).await? {
            None => Ok(true),
            Some(PREVENTED) => Ok(false),
            Some(code) => Err(numbered(code, self.sent, needed)),
        }
    }

    /// Runs a statement; the number of the error if the server refuses it.
    async fn refusal(&mut self, statement: &str, needed: &str) -> Result<Option<u16>, Trouble> {
        self.sent = Sent::Change;
        let deadline = self.deadlines.statement;
        match timeout(deadline, self.live()?.query_drop(statement)).await {
            // MariaDB says no more than that an account could not be changed; why is among the warnings.
            Ok(Err(Error::Server(error))) if error.code == CANNOT_CHANGE => {
                let codes = self.column("SHOW WARNINGS", 1).await?;
                let mut codes = codes.iter().filter_map(|code| code.parse().ok());
                Ok(Some(codes.find(|code| *code != CANNOT_CHANGE).unwrap_or(CANNOT_CHANGE)))
            }
            Ok(Err(Error::Server(error))) => Ok(Some(error.code)),
            outcome => self.settle(outcome, needed).map(|()| None),
        }
    }

    fn settle<T>(
        &self,
        outcome: Result<Result<T, Error>, tokio::time::error::Elapsed>,
        needed: &str,
    ) -> Result<T, Trouble> {
        match outcome {
            Ok(outcome) => outcome.map_err(|error| trouble(&error, self.sent, needed)),
            Err(_) => Err(self.sent.lost(format!("no answer within {:?}", self.deadlines.statement))),
        }
    }
}

impl Drop for MysqlSession {
    /// The library would read the rest of an answer first, however long, in a task that nobody waits for. A goodbye that was begun keeps
    /// it from that.
    fn drop(&mut self) {
        if let Some(connection) = self.connection.take() {
            let _ = pin!(connection.disconnect()).poll(&mut Context::from_waker(Waker::noop()));
        }
    }
}
