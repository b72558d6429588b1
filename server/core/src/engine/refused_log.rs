//! Limits how many refusals of strangers are written to the trail: whoever has proven nothing must not be able to fill the disk. What
//! exceeds the limit is counted, and the settings page shows the count.

use crate::{AuthFailure, CoreError, ports::Uptime};
use std::sync::{
    Mutex, PoisonError,
    atomic::{AtomicU64, Ordering},
};
use strongroom_domain::PrincipalKind;
use strongroom_trail::Event;

/// Refusals recorded in a window: a burst is recorded whole.
const RECORDED: u32 = 200;
/// The window, in milliseconds.
const WINDOW_MS: i64 = 10_000;

/// One per engine.
#[derive(Default)]
pub(super) struct RefusedLog {
    /// When the window began, and what was recorded in it.
    window: Mutex<Option<(Uptime, u32)>>,
    dropped: AtomicU64,
}

impl RefusedLog {
    /// Whether another refusal is recorded now.
    pub fn admits(&self, now: Uptime) -> bool {
        let mut window = self.window.lock().unwrap_or_else(PoisonError::into_inner);
        let (began, recorded) = window.filter(|(began, _)| now.since_ms(*began) < WINDOW_MS).unwrap_or((now, 0));
        let admitted = recorded < RECORDED;
        *window = Some((began, recorded + u32::from(admitted)));
        if !admitted {
            self.dropped.fetch_add(1, Ordering::Relaxed);
        }
        admitted
    }

    /// Refusals that were counted and not recorded.
    pub fn dropped(&self) -> u64 {
        self.dropped.load(Ordering::Relaxed)
    }
}

/// Whether a failed call cost its caller nothing, and the server no more than the event: it came from a stranger, and no password, code
/// or passkey was tried. Tries are counted and slowed down by themselves, and each is recorded.
pub(super) fn is_noise(error: &CoreError, event: &Event) -> bool {
    let untried = matches!(
        error,
        CoreError::Throttled { .. }
            | CoreError::Unauthenticated(AuthFailure::SignInExpired | AuthFailure::NoLinkedUser)
    );
    untried && event.actor.kind == PrincipalKind::Anonymous
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn burst_is_recorded_and_a_flood_is_counted() {
        let log = RefusedLog::default();
        let admitted = |now: i64| (0..300).filter(|_| log.admits(Uptime(now))).count();
        assert_eq!((admitted(5), admitted(10_004), admitted(10_005)), (200, 0, 200));
        assert_eq!(log.dropped(), 500);
    }
}
