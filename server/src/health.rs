//! `GET /healthz`, the same on both listeners.

use axum::{
    Json,
    response::{IntoResponse, Response},
};
use http::{StatusCode, header};
use serde_json::json;
use std::{sync::Arc, time::Duration};
use strongroom_core::{CoreError, Engine};
use tokio::{sync::Mutex, time::Instant};

/// How long the result of a check is good for.
const LASTS: Duration = Duration::from_secs(1);

/// The health of the server. The database is checked once a second at most, whoever and however many ask.
pub struct Health {
    engine: Arc<Engine>,
    database: SharedCheck<Result<(), CoreError>>,
}

impl Health {
    /// Of this engine.
    pub fn new(engine: Arc<Engine>) -> Self {
        Self { engine, database: SharedCheck::default() }
    }

    async fn ready(&self) -> Result<(), CoreError> {
        if self.engine.is_sealed() {
            return Err(CoreError::Sealed);
        }
        self.database.result(|| self.engine.ready()).await
    }
}

/// A check whose result all callers share for a while.
struct SharedCheck<T>(Mutex<Option<(Instant, T)>>);

impl<T> Default for SharedCheck<T> {
    fn default() -> Self {
        Self(Mutex::new(None))
    }
}

impl<T: Clone> SharedCheck<T> {
    /// The last result, or that of a new check. Callers that come during a check wait for its result.
    async fn result<F: Future<Output = T>>(&self, check: impl FnOnce() -> F) -> T {
        let mut last = self.0.lock().await;
        if let Some((at, result)) = &*last
            && at.elapsed() < LASTS
        {
            return result.clone();
        }
        let result = check().await;
        *last = Some((Instant::now(), result.clone()));
        result
    }
}

/// 200 when requests can be served, otherwise 503 with the reason.
pub async fn healthz(health: &Health) -> Response {
    let (status, body) = match health.ready().await {
        Ok(()) => (StatusCode::OK, json!({"status": "ok"})),
        Err(error) => {
            let word = if error == CoreError::Sealed { "sealed" } else { "unavailable" };
            (StatusCode::SERVICE_UNAVAILABLE, json!({"status": word, "reason": error.to_string()}))
        }
    };
    (status, [(header::CACHE_CONTROL, "no-store")], Json(body)).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

    #[tokio::test(start_paused = true)]
    async fn concurrent_callers_share_one_check_a_second() {
        let (check, made) = (Arc::new(SharedCheck::default()), Arc::new(AtomicU32::new(0)));
        for second in 1..4 {
            let callers = (0..512).map(|_| {
                let (check, made) = (check.clone(), made.clone());
                tokio::spawn(async move {
                    let slow = || async {
                        tokio::task::yield_now().await;
                        made.fetch_add(1, Relaxed) + 1
                    };
                    check.result(slow).await
                })
            });
            for caller in callers.collect::<Vec<_>>() {
                assert_eq!(caller.await.ok(), Some(second));
            }
            tokio::time::advance(LASTS).await;
        }
        assert_eq!(made.load(Relaxed), 3);
    }
}
