//! The clocks, injected so that windows, deadlines and rotations are tested to the millisecond.
//!
//! Two, because a wall clock can be set back. Ages within this process (caches, pauses after failures, limits per second) are
//! measured by the monotonic clock. Wall time is for what other machines state or see: signatures, expiry, policies, events.

use std::{sync::LazyLock, time::Instant};
use strongroom_domain::Timestamp;

/// Tells the time.
pub trait Clock: Send + Sync + 'static {
    /// Now, by the wall clock.
    fn now(&self) -> Timestamp;
    /// Now, by the monotonic clock of this process.
    fn uptime(&self) -> Uptime;
    /// Now, by both.
    fn moment(&self) -> Moment {
        Moment { now: self.now(), uptime: self.uptime() }
    }
}

/// A moment of the monotonic clock, in milliseconds since some moment of this process. It never goes back, and means nothing in
/// another process.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Uptime(pub i64);

impl Uptime {
    /// Milliseconds since an earlier moment.
    pub fn since_ms(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// This moment moved by `ms` milliseconds.
    #[must_use]
    pub fn plus_ms(self, ms: i64) -> Self {
        Self(self.0.saturating_add(ms))
    }
}

/// One moment by both clocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// By the wall clock.
    pub now: Timestamp,
    /// By the monotonic clock.
    pub uptime: Uptime,
}

/// The machine's clocks.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

/// When this process first asked.
static START: LazyLock<Instant> = LazyLock::new(Instant::now);

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place of the server that reads the wall clock")]
    fn now(&self) -> Timestamp {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        Timestamp(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }

    fn uptime(&self) -> Uptime {
        Uptime(i64::try_from(START.elapsed().as_millis()).unwrap_or(i64::MAX))
    }
}
