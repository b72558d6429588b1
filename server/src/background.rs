//! Periodic jobs. There is no logic here: each tick calls the operation that does the work.

use crate::tls::ApiTls;
use std::{sync::Arc, time::Duration};
use strongroom_core::Engine;
use strongroom_store::SessionRows;
use tokio::{
    sync::watch,
    time::{Instant, MissedTickBehavior},
};

/// Time between two runs.
const INTERVAL: Duration = Duration::from_secs(60);
/// Runs between two checks of the certificate.
const RUNS_PER_CERTIFICATE_CHECK: u32 = 60;

/// Time between two looks at how many events were written.
const LOOK: Duration = Duration::from_secs(1);
/// Events after which a checkpoint is made early.
const EVENTS: u64 = 1_000;

/// How long the last checkpoint may take.
const LAST: Duration = Duration::from_secs(5);

/// Makes a checkpoint of the audit trail every minute, and after a thousand events, but no more than one a second; sweeps the trail every minute.
/// Until shutdown.
pub async fn checkpoints(engine: Arc<Engine>, mut shutdown: watch::Receiver<bool>) {
    let mut clock = tokio::time::interval(LOOK);
    clock.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let (mut made, mut events): (Option<Instant>, u64) = (None, 0);
    loop {
        tokio::select! {
            _ = clock.tick() => {}
            _ = shutdown.wait_for(|stop| *stop) => return,
        }
        let written = engine.events_written();
        let is_minute = made.is_none_or(|made| made.elapsed() >= INTERVAL);
        if engine.is_sealed() || !(is_minute || written.saturating_sub(events) >= EVENTS) {
            continue;
        }
        checkpoint(&engine).await;
        events = written;
        if is_minute {
            made = Some(Instant::now());
            if let Err(error) = engine.sweep_trail().await {
                tracing::warn!(%error, "could not sweep the audit trail; retrying in a minute");
            }
        }
    }
}

/// The last checkpoint of a server that ends: nothing can be cut off unnoticed while it is stopped.
pub async fn last_checkpoint(engine: &Engine) {
    if !engine.is_sealed() && tokio::time::timeout(LAST, checkpoint(engine)).await.is_err() {
        tracing::warn!("the database does not respond; the audit events of the last minute are not in a checkpoint");
    }
}

async fn checkpoint(engine: &Engine) {
    if let Err(error) = engine.make_checkpoint().await {
        tracing::warn!(%error, "could not make a checkpoint of the audit trail; retrying");
    }
}

/// Purges secrets whose recovery window has ended, records last uses, prunes expired sessions and renews the certificate, until
/// shutdown.
pub async fn run(engine: Arc<Engine>, sessions: SessionRows, tls: ApiTls, mut shutdown: watch::Receiver<bool>) {
    let mut clock = tokio::time::interval(INTERVAL);
    clock.set_missed_tick_behavior(MissedTickBehavior::Delay);
    for run in 0_u32.. {
        let stop = tokio::select! {
            _ = clock.tick() => false,
            _ = shutdown.wait_for(|stop| *stop) => true,
        };
        if stop {
            if let Err(error) = engine.note_uses().await {
                tracing::warn!(%error, "the last uses of some AccessKeys and some last sign-ins were not saved; the audit trail has them");
            }
            return;
        }
        if run % RUNS_PER_CERTIFICATE_CHECK == RUNS_PER_CERTIFICATE_CHECK - 1 {
            tls.refresh(engine.now());
        }
        if engine.is_sealed() {
            continue;
        }
        if let Err(error) = engine.sweep().await {
            tracing::warn!(%error, "could not purge secrets whose recovery window has ended; retrying in a minute");
        }
        if let Err(error) = engine.note_uses().await {
            tracing::warn!(%error, "could not save the last uses of AccessKeys and the last sign-ins; retrying in a minute");
        }
        if let Err(error) = sessions.prune_expired().await {
            tracing::warn!(%error, "could not remove expired console sessions; retrying in a minute");
        }
    }
}
