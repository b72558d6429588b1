//! One session: a connection, a log-in, a few commands, each with its deadline.

use super::error::trouble;
use crate::{
    Deadlines,
    credential::password,
    dial::{Excess, dial},
    sent::Sent,
    tls::{authorities, encrypt},
    wire::Wire,
};
use redis::{
    AsyncConnectionConfig, Cmd, FromRedisValue, ProtocolVersion, RedisConnectionInfo, aio::MultiplexedConnection,
};
use strongroom_core::ports::{Credential, TargetAccess, Trouble};
use tokio::{task::JoinHandle, time::timeout};

/// A session. It ends when dropped: Redis knows no goodbye.
pub(super) struct RedisSession {
    connection: MultiplexedConnection,
    driver: JoinHandle<()>,
    excess: Excess,
    deadlines: Deadlines,
    sent: Sent,
}

impl RedisSession {
    /// Opens a session; `None` if the target refuses the credential.
    ///
    /// # Errors
    /// The target could not be asked.
    pub async fn open(
        target: &TargetAccess,
        credential: &Credential,
        deadlines: Deadlines,
    ) -> Result<Option<Self>, Trouble> {
        let authorities = authorities(&target.trust)?;
        let password = password(credential)?;
        let opening = async {
            let (stream, excess) = dial(target, deadlines.connect).await?;
            let stream = match authorities {
                None => Wire::Plain(stream),
                Some(authorities) => Wire::Encrypted(Box::new(encrypt(stream, &target.host, authorities).await?)),
            };
            // The library logs nobody in: it would try again without a name.
            let nobody = RedisConnectionInfo::default().set_protocol(ProtocolVersion::RESP2).set_skip_set_lib_name();
            let patient = AsyncConnectionConfig::new().set_response_timeout(None);
            let (connection, driver) = MultiplexedConnection::new_with_config(&nobody, stream, patient)
                .await
                .map_err(|error| trouble(&error, Sent::Nothing, &excess, "a log-in"))?;
            let driver = tokio::spawn(driver);
            let mut session = Self { connection, driver, excess, deadlines, sent: Sent::Nothing };
            let log_in = redis::cmd("AUTH").arg(&credential.account).arg(password).to_owned();
            match log_in.query_async::<()>(&mut session.connection).await {
                Ok(()) => Ok(Some(session)),
                Err(error) if error.code() == Some("WRONGPASS") => Ok(None),
                Err(error) => Err(trouble(&error, Sent::Nothing, &session.excess, "a log-in")),
            }
        };
        deadlines.connecting(opening).await
    }

    /// The answer to a command. `needed` says which right it takes.
    pub async fn ask<T: FromRedisValue>(&mut self, command: &Cmd, needed: &str) -> Result<T, Trouble> {
        let asking = command.query_async(&mut self.connection);
        match timeout(self.deadlines.statement, asking).await {
            Ok(answer) => answer.map_err(|error| trouble(&error, self.sent, &self.excess, needed)),
            Err(_) => Err(self.sent.lost(format!("no answer within {:?}", self.deadlines.statement))),
        }
    }

    /// Runs a command that changes something.
    pub async fn change(&mut self, command: &Cmd, needed: &str) -> Result<(), Trouble> {
        self.sent = Sent::Change;
        self.ask(command, needed).await
    }
}

impl Drop for RedisSession {
    fn drop(&mut self) {
        self.driver.abort();
    }
}
