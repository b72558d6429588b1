//! The notifier: makes messages of what happened, sends them, and looks for what has lasted too long. It decides nothing: operations do.
//!
//! Several processes may run one on the same database. Each message is sent by the one that takes it; one that stops in the middle leaves
//! it to another, which sends it once more with the same id. Nothing waits for a channel but messages to it.

mod busy;

use crate::{
    CoreError, Engine,
    engine::Call,
    ops::notices::{
        DispatchNotices, ReportNoticeDelivery, TakeNoticeDelivery, TakenDelivery, WatchNotices, Watched, watch_changes,
    },
    ports::{DueDeliveries, Messenger, TryReport},
};
use busy::{BusyChannel, BusyChannels};
use std::{sync::Arc, time::Duration};
use strongroom_domain::{DeliveryId, DeliveryOutcome, DeliveryState, Principal, Surface, Timestamp, limits};
use tokio::{
    sync::watch,
    task::JoinSet,
    time::{Instant, MissedTickBehavior, interval, timeout},
};

/// Time between two looks for notices and messages.
const INTERVAL: Duration = Duration::from_secs(1);
/// Time between two looks for what has lasted too long.
const WATCH: Duration = Duration::from_secs(15);
/// Longest time for one try. Shorter than the lease, so that no other process sends the message meanwhile.
const TRY: Duration = Duration::from_secs(45);
/// Time for the tries that are under way at shutdown.
const FAREWELL: Duration = Duration::from_secs(5);
/// Messages looked at in one round.
const BATCH: u32 = 64;

/// Tells when the certificate of this server's API ends, if that is known.
pub type CertificateEnd = Arc<dyn Fn() -> Option<Timestamp> + Send + Sync>;

/// The certificate of this server's API.
#[derive(Clone)]
pub struct ServerCertificate {
    /// Name of the API, as people know it.
    pub server: String,
    /// When it ends.
    pub ends: CertificateEnd,
}

/// What a notifier is set to.
#[derive(Clone)]
pub struct NotifierSettings {
    /// How long a rotation may fail and try again before people are told.
    pub failing_after: Duration,
    /// The certificate to watch.
    pub certificate: Option<ServerCertificate>,
}

/// Tells people what they should know.
pub struct Notifier {
    engine: Arc<Engine>,
    messenger: Arc<dyn Messenger>,
    settings: NotifierSettings,
    /// This process, among those on the same database.
    owner: [u8; 16],
    busy: Arc<BusyChannels>,
}

/// A message to send, and the hold on its channel.
struct DueMessage {
    id: DeliveryId,
    hold: BusyChannel,
}

impl Notifier {
    /// A notifier of this process.
    ///
    /// # Errors
    /// The machine gives no randomness.
    pub fn new(
        engine: Arc<Engine>,
        messenger: Arc<dyn Messenger>,
        settings: NotifierSettings,
    ) -> Result<Self, CoreError> {
        let mut owner = [0; 16];
        strongroom_crypto::fill_random(&mut owner)?;
        Ok(Self { engine, messenger, settings, owner, busy: Arc::default() })
    }

    /// Works until shutdown, and then waits a moment for the tries that are under way.
    pub async fn run(self: Arc<Self>, mut shutdown: watch::Receiver<bool>) {
        let mut clock = interval(INTERVAL);
        clock.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let (mut tries, mut watched) = (JoinSet::new(), None::<Instant>);
        loop {
            tokio::select! {
                _ = clock.tick() => {}
                () = self.engine.notices.notified() => {}
                Some(ended) = tries.join_next() => {
                    if let Err(error) = ended {
                        tracing::error!(%error, "the try of a message ended unexpectedly");
                    }
                }
                _ = shutdown.wait_for(|stop| *stop) => break,
            }
            if self.engine.is_sealed() {
                continue;
            }
            if watched.is_none_or(|at| at.elapsed() >= WATCH) {
                watched = Some(Instant::now());
                if let Err(error) = self.watch().await {
                    tracing::warn!(%error, "could not look for what is worth a notice; retrying in 15 seconds");
                }
            }
            match self.due().await {
                Ok(due) => due.into_iter().for_each(|due| {
                    let this = Arc::clone(&self);
                    tries.spawn(async move { this.send(due).await });
                }),
                Err(error) => tracing::warn!(%error, "could not look for notices to send; retrying in a second"),
            }
        }
        // What is cut off is sent again when its lease has ended, by whoever runs then.
        let _ = timeout(FAREWELL, async { while tries.join_next().await.is_some() {} }).await;
    }

    /// Does everything that is due once, one message after the other, until nothing is. For commands and tests, which have no loop.
    ///
    /// # Errors
    /// Sealed, or the store is unavailable.
    pub async fn catch_up(&self) -> Result<(), CoreError> {
        self.watch().await?;
        loop {
            let due = self.due().await?;
            if due.is_empty() {
                return Ok(());
            }
            for message in due {
                self.send(message).await;
            }
        }
    }

    /// Looks for what has lasted too long or has ended. Without news there is no event.
    async fn watch(&self) -> Result<(), CoreError> {
        let vault = self.engine.vault()?;
        let certificate = self.settings.certificate.as_ref();
        let certificate = certificate.and_then(|one| Some((one.server.clone(), (one.ends)()?)));
        let failing_after_ms = i64::try_from(self.settings.failing_after.as_millis()).unwrap_or(i64::MAX);
        let watched = Watched { failing_after_ms, certificate };
        let news = watch_changes(&vault, &*self.engine.store, &watched, self.engine.rotation_now()).await?;
        if news.is_empty() {
            return Ok(());
        }
        match self.engine.call(&self.call()?, &WatchNotices { watched }).await {
            // Another process was first.
            Err(CoreError::Conflict | CoreError::Busy) | Ok(()) => Ok(()),
            Err(other) => Err(other),
        }
    }

    /// Makes messages of what happened, and finds those to send, one a channel.
    async fn due(&self) -> Result<Vec<DueMessage>, CoreError> {
        let vault = self.engine.vault()?;
        while !self.engine.store.notices(1).await?.is_empty() {
            match self.engine.call(&self.call()?, &DispatchNotices).await {
                Ok(0) => break,
                Ok(_) => {}
                Err(CoreError::Conflict | CoreError::Busy) => break,
                Err(other) => return Err(other),
            }
        }
        let now = self.engine.rotation_now();
        let stale = now.plus_ms(-limits::DELIVERY_LEASE_MS);
        let due = DueDeliveries { now, stale, not_to: self.busy.channels(), limit: BATCH };
        let mut found = Vec::new();
        for row in self.engine.store.due_deliveries(&due).await? {
            match row.verify(&vault.keyring) {
                Ok(row) => {
                    found.extend(self.busy.hold(row.channel).map(|hold| DueMessage { id: row.id, hold }));
                }
                Err(error) => tracing::warn!(%error, "a message to a notification channel is not looked at"),
            }
        }
        Ok(found)
    }

    /// Takes a message, sends it and reports. What fails here rests until its lease ends.
    async fn send(&self, DueMessage { id, hold }: DueMessage) {
        let sent = async {
            let take = TakeNoticeDelivery { id, owner: self.owner };
            let Some(taken) = self.engine.call(&self.call()?, &take).await? else { return Ok(()) };
            let report = self.deliver(&taken).await;
            let TakenDelivery { id, fence, channel, message } = *taken;
            let op = ReportNoticeDelivery { id, owner: self.owner, fence, report };
            let state = self.engine.call(&self.call()?, &op).await?;
            let (channel, attempt, outcome) = (channel.name.as_str(), message.attempt, report.outcome.word());
            match state {
                DeliveryState::Delivered => tracing::debug!(channel, attempt, "a notice was delivered"),
                DeliveryState::Waiting => {
                    tracing::info!(channel, attempt, outcome, "a notice was not delivered; it is tried again")
                }
                DeliveryState::GaveUp | DeliveryState::Dropped => {
                    tracing::warn!(channel, attempt, outcome, "a notice was not delivered, and is not tried again");
                }
            }
            Ok::<_, CoreError>(())
        };
        match sent.await {
            // Another process was first, or the channel is gone.
            Ok(()) | Err(CoreError::InUse(_) | CoreError::NotFound(_) | CoreError::Conflict) => hold.end(true),
            Err(error) => {
                tracing::warn!(%error, %id, "a message could not be taken or reported");
                hold.end(false);
            }
        }
    }

    async fn deliver(&self, taken: &TakenDelivery) -> TryReport {
        let tried = timeout(TRY, self.messenger.deliver(&taken.channel, &taken.message)).await;
        tried.unwrap_or_else(|_| TryReport::new(DeliveryOutcome::Late))
    }

    fn call(&self) -> Result<Call, CoreError> {
        Ok(Call { principal: Principal::notifier(), ..self.engine.system_call(Surface::Scheduler)? })
    }
}
