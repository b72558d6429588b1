//! Work by the clock. It has no logic of its own: each tick calls what does the work.

use crate::tls::ApiTls;
use std::{sync::Arc, time::Duration};
use strongroom_core::Engine;
use strongroom_store::SessionRows;
use tokio::{sync::watch, time::MissedTickBehavior};

/// Time between two rounds.
const ROUND: Duration = Duration::from_secs(60);
/// Rounds between two looks at the certificate.
const CERTIFICATE: u32 = 60;

/// Deletes what is due, writes down what was used, forgets ended sessions, renews the certificate; until shutdown.
pub async fn run(engine: Arc<Engine>, sessions: SessionRows, tls: ApiTls, mut shutdown: watch::Receiver<bool>) {
    let mut clock = tokio::time::interval(ROUND);
    clock.set_missed_tick_behavior(MissedTickBehavior::Delay);
    for round in 0_u32.. {
        let stop = tokio::select! {
            _ = clock.tick() => false,
            _ = shutdown.wait_for(|stop| *stop) => true,
        };
        if stop {
            if let Err(error) = engine.note_uses().await {
                tracing::warn!(%error, "the last use of some AccessKeys and some last sign-ins are lost; the trail has them");
            }
            return;
        }
        if round % CERTIFICATE == CERTIFICATE - 1 {
            tls.refresh(engine.now());
        }
        if engine.is_sealed() {
            continue;
        }
        if let Err(error) = engine.sweep().await {
            tracing::warn!(%error, "secrets whose recovery window has ended could not be removed; trying again in a minute");
        }
        if let Err(error) = engine.note_uses().await {
            tracing::warn!(%error, "the last uses of AccessKeys and the last sign-ins could not be written down; trying again in a minute");
        }
        if let Err(error) = sessions.prune_expired().await {
            tracing::warn!(%error, "ended console sessions could not be removed; trying again in a minute");
        }
    }
}
