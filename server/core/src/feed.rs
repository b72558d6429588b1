//! Tells those who watch which rotations have changed, whichever process changed them.
//!
//! The database is looked at while somebody watches: after each commit of this process, and every second for those of others. What is
//! found is compared with what was there before; a change says of which secret, and nothing else.

use crate::{CoreError, Engine};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use strongroom_domain::{RotationId, SecretId, SecretName};
use tokio::{
    sync::{Mutex as AsyncMutex, broadcast, watch},
    time::{Instant, sleep_until, timeout_at},
};

/// Rotations that are compared: those that have not ended, and as many of the latest.
const COMPARED: u32 = 2_000;
/// Longest time between two looks.
const INTERVAL: Duration = Duration::from_secs(1);
/// Shortest time between two looks: many steps a second cost no more.
const PAUSE: Duration = Duration::from_millis(250);
/// Changes that wait for a watcher. One that falls behind is told that it did.
const WAITING: usize = 1_024;

/// Changes of rotations as they happen.
pub struct RotationFeed {
    engine: Arc<Engine>,
    /// `None` once the server stops.
    sender: Mutex<Option<broadcast::Sender<SecretId>>>,
    /// What was there at the last look; `None` while nobody watches.
    before: AsyncMutex<Option<Revisions>>,
}

/// One watcher.
#[derive(Debug)]
pub struct FeedWatcher {
    changes: broadcast::Receiver<SecretId>,
    /// Of this secret; of all if absent.
    secret: Option<SecretId>,
}

/// Why nothing is watched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotWatched {
    /// No secret has this name.
    NoSuchSecret,
    /// The server is stopping, or the database does not answer.
    Unavailable,
}

impl FeedWatcher {
    /// Waits for a change, however many there are at once; `false` when the server stops. May be given up at any time.
    pub async fn changed(&mut self) -> bool {
        loop {
            match self.changes.recv().await {
                Ok(secret) if self.secret.is_some_and(|own| own != secret) => {}
                Err(broadcast::error::RecvError::Closed) => return false,
                // What it fell behind may have been about its secret.
                Ok(_) | Err(broadcast::error::RecvError::Lagged(_)) => {
                    self.changes = self.changes.resubscribe();
                    return true;
                }
            }
        }
    }
}

impl RotationFeed {
    /// A feed of this engine's store. It says nothing until it runs.
    pub fn new(engine: Arc<Engine>) -> Arc<Self> {
        let (sender, _) = broadcast::channel(WAITING);
        Arc::new(Self { engine, sender: Mutex::new(Some(sender)), before: AsyncMutex::default() })
    }

    /// Watches the rotations of a secret, or all: what changes after this returns is told. Whoever calls this has made sure that its caller
    /// may know of them.
    ///
    /// # Errors
    /// The secret does not exist, the server is stopping, or the database does not answer.
    pub async fn watch(&self, secret: Option<&SecretName>) -> Result<FeedWatcher, NotWatched> {
        let secret = match secret {
            Some(name) => {
                let found = self.engine.store.secret_revision(name).await.map_err(|_| NotWatched::Unavailable)?;
                Some(found.ok_or(NotWatched::NoSuchSecret)?.0)
            }
            None => None,
        };
        let changes = self.sender().ok_or(NotWatched::Unavailable)?.subscribe();
        self.look().await;
        Ok(FeedWatcher { changes, secret })
    }

    fn sender(&self) -> Option<broadcast::Sender<SecretId>> {
        self.sender.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Looks for changes until shutdown, which ends every watcher.
    pub async fn run(self: Arc<Self>, mut shutdown: watch::Receiver<bool>) {
        loop {
            let looked = Instant::now();
            self.look().await;
            let due = async {
                // A commit of this process, or the time for those of others.
                let _ = timeout_at(looked + INTERVAL, self.engine.rotation_changes.notified()).await;
                sleep_until(looked + PAUSE).await;
            };
            tokio::select! {
                () = due => {}
                _ = shutdown.wait_for(|stop| *stop) => break,
            }
        }
        self.sender.lock().unwrap_or_else(PoisonError::into_inner).take();
    }

    /// Compares what there is with what was there before, and tells the watchers. A look that fails is made up for by the next one.
    async fn look(&self) {
        let mut before = self.before.lock().await;
        let Some(sender) = self.sender().filter(|sender| sender.receiver_count() > 0) else {
            *before = None;
            return;
        };
        let now = match self.revisions().await {
            Ok(now) => now,
            Err(CoreError::Sealed) => return *before = None,
            Err(error) => {
                return tracing::debug!(%error, "could not look for changes of rotations; retrying in a second");
            }
        };
        for secret in before.iter().flat_map(|before| changed(before, &now)) {
            // Nobody is left to be told.
            let _ = sender.send(secret);
        }
        *before = Some(now);
    }

    async fn revisions(&self) -> Result<Revisions, CoreError> {
        self.engine.vault()?;
        let rows = self.engine.store.rotation_revisions(COMPARED).await?;
        Ok(rows.into_iter().map(|(id, secret, revision)| (id, (secret, revision))).collect())
    }
}

type Revisions = HashMap<RotationId, (SecretId, u64)>;

/// The secrets of rotations that are new, have another revision, or are gone, each once.
fn changed(before: &Revisions, now: &Revisions) -> Vec<SecretId> {
    let new = now.iter().filter(|(id, there)| before.get(id) != Some(there)).map(|(_, (secret, _))| *secret);
    let gone = before.iter().filter(|(id, _)| !now.contains_key(id)).map(|(_, (secret, _))| *secret);
    let mut secrets: Vec<_> = new.chain(gone).collect();
    secrets.sort_unstable();
    secrets.dedup();
    secrets
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn new_changed_and_missing_rotations_name_their_secret_once() {
        let of = |list: &[(u8, u8, u64)]| -> Revisions {
            list.iter()
                .map(|(id, secret, revision)| (RotationId([*id; 16]), (SecretId([*secret; 16]), *revision)))
                .collect()
        };
        let before = of(&[(1, 1, 1), (2, 2, 5), (3, 3, 1), (4, 4, 1)]);
        let now = of(&[(1, 1, 1), (2, 2, 6), (5, 2, 1), (4, 4, 1)]);
        assert_eq!(changed(&before, &now), [SecretId([2; 16]), SecretId([3; 16])]);
        assert_eq!(changed(&now, &now), []);
    }
}
