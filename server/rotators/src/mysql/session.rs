//! One session: a connection, a log-in, a few statements, each with its deadline.

use super::{
    account_name::AccountName,
    error::{CANNOT_CHANGE, MysqlFailure, PREVENTED, is_refusal, numbered, trouble},
    log_in::log_in,
    packets::{Fields, Packets, refusal},
};
use crate::{Deadlines, credential::password, dial::dial, sent::Sent, tls::authorities, wire::Wire};
use std::{io::ErrorKind, time::Duration};
use strongroom_core::ports::{Credential, TargetAccess, Trouble};
use tokio::time::timeout;

/// How long a session may take to say goodbye.
const GOODBYE: Duration = Duration::from_secs(1);

/// Numbers of the commands.
const QUIT: u8 = 1;
const QUERY: u8 = 3;

/// A session. Dropped, it ends at once.
pub(super) struct MysqlSession {
    /// `None` after a statement whose answer was not read completely: the rest must not be read as the answer to the next one.
    connection: Option<Packets<Wire>>,
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
        let tls = authorities(&target.trust)?.map(|authorities| (target.host.as_str(), authorities));
        let opening = async {
            let (stream, _) = dial(target, deadlines.connect).await?;
            match log_in(stream, tls, &account.user, password).await {
                Ok(connection) => Ok(Some(connection)),
                Err(MysqlFailure::Refused(number)) if is_refusal(number) => Ok(None),
                Err(failure) => Err(trouble(failure, Sent::Nothing, "a log-in")),
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
    pub async fn close(self) {
        if let Some(mut connection) = self.connection {
            let _ = timeout(GOODBYE, connection.command(QUIT, "")).await;
        }
    }

    /// Makes the session ready for changes: one way of quoting, no log of statements where the account may turn it off. Statements
    /// of MySQL are logged without passwords, those of MariaDB as they are. The server ends waits for locks, and MariaDB every statement, a
    /// little before the deadline here; MySQL has no limit for statements that change something.
    pub async fn prepare(&mut self) -> Result<(), Trouble> {
        self.ask("SET SESSION sql_mode = '', NAMES utf8mb4").await?;
        // An account without the right is logged; that is no reason not to go on.
        let _ = self.ask("SET SESSION sql_log_off = ON").await;
        let rows = self.rows("SELECT VERSION()").await?;
        self.version = rows.into_iter().next().unwrap_or_default();
        let limit = self.deadlines.at_target();
        let (whole, exact) = (limit.as_secs().max(1), limit.as_secs_f64());
        let second = if self.is_mariadb() {
            format!("max_statement_time = {exact}")
        } else {
            format!("innodb_lock_wait_timeout = {whole}")
        };
        self.ask(&format!("SET SESSION lock_wait_timeout = {whole}, {second}")).await
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
        let answer = self.run(query, 0).await;
        answer.map_err(|failure| trouble(failure, self.sent, "SELECT on mysql.*, to see accounts and their rights"))
    }

    /// Runs a statement that changes nothing outside the session.
    async fn ask(&mut self, statement: &str) -> Result<(), Trouble> {
        let answer = self.run(statement, 0).await;
        answer.map(drop).map_err(|failure| trouble(failure, self.sent, "a session of its own"))
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
        let told = |failure| trouble(failure, Sent::Change, needed);
        match self.run(statement, 0).await {
            // MariaDB says no more than that an account could not be changed; why is among the warnings.
            Err(MysqlFailure::Refused(CANNOT_CHANGE)) => {
                let codes = self.run("SHOW WARNINGS", 1).await.map_err(told)?;
                let mut codes = codes.iter().filter_map(|code| code.parse().ok());
                Ok(Some(codes.find(|code| *code != CANNOT_CHANGE).unwrap_or(CANNOT_CHANGE)))
            }
            Err(MysqlFailure::Refused(code)) => Ok(Some(code)),
            answer => answer.map(|_| None).map_err(told),
        }
    }

    /// One column of the answer to a statement.
    async fn run(&mut self, statement: &str, column: usize) -> Result<Vec<String>, MysqlFailure> {
        let mut connection = self.connection.take().ok_or(MysqlFailure::Lost(ErrorKind::NotConnected))?;
        let deadline = self.deadlines.statement;
        let answer = timeout(deadline, answer(&mut connection, statement, column)).await;
        let answer = answer.unwrap_or(Err(MysqlFailure::Late(deadline)));
        if matches!(answer, Ok(_) | Err(MysqlFailure::Refused(_))) {
            self.connection = Some(connection);
        }
        answer
    }
}

/// Sends a statement and reads its complete answer: done, an error, or columns and rows, each followed by an end mark.
async fn answer(connection: &mut Packets<Wire>, statement: &str, column: usize) -> Result<Vec<String>, MysqlFailure> {
    /// The server asks for a local file.
    const LOCAL_FILE: u8 = 0xfb;
    connection.command(QUERY, statement).await?;
    let first = connection.read().await?;
    match first.first() {
        Some(0) => return Ok(Vec::new()),
        Some(0xff) => return Err(refusal(&first)),
        None | Some(&LOCAL_FILE) => return Err(MysqlFailure::Odd),
        Some(_) => {}
    }
    // Their announced number is not used: a hostile server may announce any.
    while before_mark(connection).await?.is_some() {}
    let mut values = Vec::new();
    while let Some(row) = before_mark(connection).await? {
        let mut fields = Fields(&row);
        for _ in 0..column {
            fields.value().ok_or(MysqlFailure::Odd)?;
        }
        let value = fields.value().and_then(|value| str::from_utf8(value).ok()).ok_or(MysqlFailure::Odd)?;
        values.push(value.to_owned());
    }
    Ok(values)
}

/// The next packet; `None` for the end mark of the columns or the rows.
async fn before_mark(connection: &mut Packets<Wire>) -> Result<Option<Vec<u8>>, MysqlFailure> {
    let packet = connection.read().await?;
    match packet.first() {
        Some(0xff) => Err(refusal(&packet)),
        Some(0xfe) if packet.len() < 9 => Ok(None),
        _ => Ok(Some(packet)),
    }
}
