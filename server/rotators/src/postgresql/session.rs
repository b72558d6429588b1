//! One session: a connection, a log-in, a few statements, each with its deadline.

use super::{channel::Channel, error::trouble};
use crate::{
    Deadlines,
    credential::password,
    dial::{Bounded, Excess, dial},
    sent::Sent,
    tls::{authorities, encrypt},
    wire::Wire,
};
use std::time::Duration;
use strongroom_core::ports::{Credential, TargetAccess, Trouble};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    task::JoinHandle,
    time::timeout,
};
use tokio_postgres::{
    Client, Config, Row,
    config::{SslMode, SslNegotiation},
    types::{ToSql, Type},
};

/// The database to enter if the target names none. Every cluster has it, and it takes everyone unless somebody forbade it.
const USUAL_DATABASE: &str = "postgres";
/// How long a session may take to say goodbye. Whatever is left then is cut off.
const GOODBYE: Duration = Duration::from_secs(1);
/// The first version that has SCRAM verifiers. An older one would take the verifier for the password itself.
const FIRST_VERSION: u32 = 100_000;

/// A session. Dropped, it ends at once.
pub(super) struct PostgresqlSession {
    client: Client,
    /// Gone once its result was taken.
    driver: Option<Driver>,
    excess: Excess,
    deadlines: Deadlines,
    sent: Sent,
}

impl PostgresqlSession {
    /// Opens a session; `None` if the target refuses the credential.
    ///
    /// # Errors
    /// The target could not be asked.
    pub async fn open(
        target: &TargetAccess,
        credential: &Credential,
        deadlines: Deadlines,
    ) -> Result<Option<Self>, Trouble> {
        if credential.account.contains('\0') {
            return Ok(None);
        }
        let authorities = authorities(&target.trust)?;
        let mut config = Config::new();
        config
            .user(&credential.account)
            .password(password(credential)?)
            .dbname(target.database.as_deref().unwrap_or(USUAL_DATABASE))
            .application_name("strongroom")
            // The connection is encrypted already, or is not to be.
            .ssl_mode(SslMode::Require)
            .ssl_negotiation(SslNegotiation::Direct);
        let opening = async {
            let (mut stream, excess) = dial(target, deadlines.connect).await?;
            let (stream, channel) = match authorities {
                None => (Wire::Plain(stream), Channel::plain()),
                Some(authorities) => {
                    ask_for_tls(&mut stream).await?;
                    let stream = encrypt(stream, &target.host, authorities).await?;
                    let channel = Channel::of(&stream);
                    (Wire::Encrypted(Box::new(stream)), channel)
                }
            };
            match config.connect_raw(stream, channel).await {
                Ok((client, connection)) => Ok(Some((client, connection, excess))),
                Err(error) if is_refusal(&error) => Ok(None),
                Err(error) => Err(trouble(&error, Sent::Nothing, &excess, "CONNECT on the database")),
            }
        };
        let Some((client, connection, excess)) = deadlines.connecting(opening).await? else { return Ok(None) };
        let driver = Some(Driver(tokio::spawn(connection)));
        Ok(Some(Self { client, driver, excess, deadlines, sent: Sent::Nothing }))
    }

    /// Ends the session in order.
    pub async fn close(self) {
        let Self { client, driver, .. } = self;
        // Without its client the connection says goodbye.
        drop(client);
        finish(driver).await;
    }

    /// Makes the session ready for statements: the server cancels each, also one that waits for a lock, a little before the deadline
    /// here.
    pub async fn prepare(&mut self) -> Result<(), Trouble> {
        let limit = self.deadlines.at_target().as_millis();
        self.ask(&format!("SET statement_timeout = {limit}"), "a session of its own").await
    }

    /// Rows of a query about something that `$1` names.
    pub async fn rows(&mut self, query: &str, name: &str) -> Result<Vec<Row>, Trouble> {
        let outcome = {
            let named: [(&(dyn ToSql + Sync), Type); 1] = [(&name, Type::TEXT)];
            timeout(self.deadlines.statement, self.client.query_typed(query, &named)).await
        };
        self.settle(outcome, "reading the catalogue").await
    }

    /// Runs statements that change nothing outside the session, or in a transaction that is not committed yet.
    pub async fn ask(&mut self, statements: &str, needed: &str) -> Result<(), Trouble> {
        let outcome = timeout(self.deadlines.statement, self.client.batch_execute(statements)).await;
        self.settle(outcome, needed).await
    }

    /// Runs statements as one transaction. `needed` says which right they take.
    pub async fn change(&mut self, statements: &str, needed: &str) -> Result<(), Trouble> {
        self.sent = Sent::Change;
        self.ask(statements, needed).await
    }

    /// The server's version, as a number: 150004 is 15.4.
    pub async fn version(&mut self) -> Result<u32, Trouble> {
        let rows = self.rows("SELECT current_setting('server_version_num') WHERE $1 <> ''", "x").await?;
        let version = rows.first().and_then(|row| row.try_get::<_, String>(0).ok()).and_then(|text| text.parse().ok());
        version.ok_or_else(|| Trouble::Unexpected("its version is not a number".into()))
    }

    /// # Errors
    /// [`Trouble::Unsupported`] if the server is too old to take a verifier.
    pub async fn require_verifiers(&mut self) -> Result<(), Trouble> {
        if self.version().await? < FIRST_VERSION {
            return Err(Trouble::Unsupported("passwords are set from PostgreSQL 10 on".into()));
        }
        Ok(())
    }

    async fn settle<T>(
        &mut self,
        outcome: Result<Result<T, tokio_postgres::Error>, tokio::time::error::Elapsed>,
        needed: &str,
    ) -> Result<T, Trouble> {
        let error = match outcome {
            Ok(Ok(value)) => return Ok(value),
            Ok(Err(error)) => error,
            Err(_) => return Err(self.sent.lost(format!("no answer within {:?}", self.deadlines.statement))),
        };
        // What ended the connection is known to its driver alone.
        let cause = if error.is_closed() { finish(self.driver.take()).await } else { None };
        Err(trouble(cause.as_ref().unwrap_or(&error), self.sent, &self.excess, needed))
    }
}

/// The task that moves bytes between a client and its connection. It is aborted when dropped, so that no part of a session outlives its
/// work, even if the work is cancelled while it waits for this task.
struct Driver(JoinHandle<Result<(), tokio_postgres::Error>>);

impl Drop for Driver {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Waits for a driver to end, and cuts it off if it does not. What ended it, if that was an error.
async fn finish(driver: Option<Driver>) -> Option<tokio_postgres::Error> {
    let mut driver = driver?;
    timeout(GOODBYE, &mut driver.0).await.ok()?.ok()?.err()
}

/// Whether the target answered that account and password do not match, or that the account may not log in: class 28.
fn is_refusal(error: &tokio_postgres::Error) -> bool {
    error.code().is_some_and(|code| code.code().starts_with("28"))
}

/// Asks the server to go on in TLS.
async fn ask_for_tls(stream: &mut Bounded) -> Result<(), Trouble> {
    const SSL_REQUEST: [u8; 8] = [0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f];
    let broken = |error: std::io::Error| Trouble::Unreachable(error.kind().to_string());
    stream.write_all(&SSL_REQUEST).await.map_err(broken)?;
    match stream.read_u8().await.map_err(broken)? {
        b'S' => Ok(()),
        b'N' => Err(Trouble::NoTls),
        _ => Err(Trouble::Unexpected("it does not speak PostgreSQL's protocol".into())),
    }
}
