//! Periodic jobs. There is no logic here: each tick calls the operation that does the work.

use crate::tls::ApiTls;
use std::{sync::Arc, time::Duration};
use strongroom_core::Engine;
use strongroom_store::SessionRows;
use tokio::{sync::watch, time::MissedTickBehavior};

/// Time between two runs.
const INTERVAL: Duration = Duration::from_secs(60);
/// Runs between two checks of the certificate.
const RUNS_PER_CERTIFICATE_CHECK: u32 = 60;

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
