//! Calls, and when they are tried again.

use crate::{ApiCall, ApiReply, ClientError, Endpoint, Https, signature::signed};
use rustls::RootCertStore;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use strongroom_crypto::{Plaintext, SigningKey, fill_random};
use strongroom_domain::Timestamp;
use tokio::time::Instant;

/// Longest reply, in bytes.
const REPLY_BYTES: usize = 1 << 20;
/// Time for one try, from the look-up of the name to the last byte of the response. The service itself gives up after less.
const DEADLINE: Duration = Duration::from_secs(30);
/// Waits between tries: half as long to as long as these.
const WAITS: [Duration; 3] = [Duration::from_millis(250), Duration::from_millis(500), Duration::from_secs(1)];

/// Calls an API as one AccessKey.
pub struct ApiClient {
    https: Https,
    endpoint: Endpoint,
    id: String,
    key: SigningKey,
}

impl ApiClient {
    /// A client of the API at an endpoint, whose certificate one of these authorities must have signed. It connects with each call.
    ///
    /// # Errors
    /// Never with the provider of TLS that is compiled in.
    pub fn new(
        endpoint: Endpoint,
        roots: RootCertStore,
        id: String,
        secret: &Plaintext,
    ) -> Result<Self, rustls::Error> {
        let https = Https::new(roots, DEADLINE, REPLY_BYTES)?;
        Ok(Self { https, endpoint, id, key: SigningKey::new(secret) })
    }

    /// With another deadline for each try than 30 seconds.
    #[must_use]
    pub fn with_deadline(self, deadline: Duration) -> Self {
        Self { https: self.https.with_deadline(deadline), ..self }
    }

    /// Where the API is.
    pub fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    /// Calls once.
    ///
    /// # Errors
    /// There is no reply, or a refusal.
    pub async fn once(&self, call: &ApiCall) -> Result<ApiReply, ClientError> {
        let request = signed(call, &self.endpoint, &self.id, &self.key, now())?;
        ApiReply::of(self.https.send(request).await?)
    }

    /// Calls something that must not happen twice: up to four times, none later than 30 seconds after the first, as long as
    /// the call certainly had no effect (no connection, or throttled).
    ///
    /// # Errors
    /// Those of the last try.
    pub async fn change(&self, call: &ApiCall) -> Result<ApiReply, ClientError> {
        self.tries(call, |error| error.may_pass() && error.had_no_effect()).await
    }

    /// Calls something that may happen twice, such as a read: up to four times, none later than 30 seconds after the first, after any
    /// failure that may pass (no response, throttled, or a status from 500 on).
    ///
    /// # Errors
    /// Those of the last try.
    pub async fn repeat(&self, call: &ApiCall) -> Result<ApiReply, ClientError> {
        self.tries(call, ClientError::may_pass).await
    }

    async fn tries(&self, call: &ApiCall, again: fn(&ClientError) -> bool) -> Result<ApiReply, ClientError> {
        let until = Instant::now() + self.https.deadline();
        for wait in WAITS {
            match self.once(call).await {
                Err(error) if again(&error) && Instant::now() + wait < until => {
                    tokio::time::sleep(shortened(wait)).await;
                }
                done => return done,
            }
        }
        self.once(call).await
    }
}

/// The time of this machine, which the service compares with its own.
#[expect(clippy::disallowed_methods, reason = "a client has no Clock port: whoever signs signs for this moment")]
fn now() -> Timestamp {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp(i64::try_from(now.as_millis()).unwrap_or(i64::MAX))
}

/// Up to half as long, so that those that were refused together do not come back together.
fn shortened(wait: Duration) -> Duration {
    let mut random = [0];
    // Without randomness the wait is the full one.
    let _ = fill_random(&mut random);
    wait - wait / 2 * u32::from(random[0]) / u32::from(u8::MAX)
}
