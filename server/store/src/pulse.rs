//! Whether PostgreSQL responds.
//!
//! A server that is down, or behind a network that drops everything, would let every caller wait for its own time-out. One connection of
//! its own asks twice a second instead; when there is no response, all callers that wait are answered at once, and new ones too, until
//! the server responds again. A slow statement is not an outage: it does not disturb the heartbeat.

use crate::patience::{BEAT, PULSE};
use sea_orm::sqlx::{
    self, ConnectOptions, Connection,
    postgres::{PgConnectOptions, PgConnection},
};
use std::{future::pending, sync::Arc};
use tokio::{sync::watch, task::AbortHandle};

/// Follows the heartbeat, which ends with the last of them.
#[derive(Clone, Debug)]
pub(crate) struct Pulse {
    responds: watch::Receiver<bool>,
    task: Arc<AbortOnDrop>,
}

#[derive(Debug)]
struct AbortOnDrop(AbortHandle);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Pulse {
    /// Returns when the server does not respond; at once if it did not last time.
    pub async fn lost(&self) {
        // The sender is gone when the store is closing.
        if self.responds.clone().wait_for(|responds| !responds).await.is_err() {
            pending::<()>().await;
        }
    }

    /// Closes its connection.
    pub fn stop(&self) {
        self.task.0.abort();
    }
}

/// Starts a heartbeat on the current tokio runtime.
pub(crate) fn start(options: PgConnectOptions) -> Pulse {
    let (sender, responds) = watch::channel(true);
    let task = tokio::spawn(beat(options, sender)).abort_handle();
    Pulse { responds, task: Arc::new(AbortOnDrop(task)) }
}

async fn beat(options: PgConnectOptions, responds: watch::Sender<bool>) {
    let mut connection = None;
    loop {
        let found = tokio::time::timeout(PULSE, response(&options, connection.take())).await;
        let alive = match found {
            Ok(Ok(open)) => {
                connection = Some(open);
                true
            }
            Ok(Err(error)) => is_response(&error),
            Err(_) => false,
        };
        if responds.send_replace(alive) != alive {
            match alive {
                true => tracing::info!("PostgreSQL responds again"),
                false => tracing::error!("PostgreSQL does not respond; requests are refused until it does"),
            }
        }
        tokio::time::sleep(BEAT).await;
    }
}

/// Asks on the connection; on a new one if there is none or it was closed.
async fn response(options: &PgConnectOptions, open: Option<PgConnection>) -> Result<PgConnection, sqlx::Error> {
    if let Some(mut open) = open
        && open.ping().await.is_ok()
    {
        return Ok(open);
    }
    let mut new = options.connect().await?;
    new.ping().await?;
    Ok(new)
}

/// Whether a server that refuses this connection works for others: all but one that is starting or stopping.
fn is_response(error: &sqlx::Error) -> bool {
    error.as_database_error().and_then(|error| error.code()).is_some_and(|code| !code.starts_with("57P"))
}
