//! Ages of moments that are recorded by the wall clock, because other processes read them too: the beginning of a session, the last
//! proof of identity, the end of an idle time or of a role session.

use super::Engine;
use crate::ports::{Moment, Uptime};
use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};
use strongroom_domain::Timestamp;

/// Most moments remembered: 2 MB.
const BOUND: usize = 65_536;
/// Longer than any age that decides something, in milliseconds.
const LONG_MS: i64 = 13 * 3_600_000;

/// Moments that this process was asked about, each as a moment of the monotonic clock.
#[derive(Default)]
pub(super) struct Ages(Mutex<HashMap<Timestamp, Uptime>>);

impl Ages {
    fn age_ms(&self, of: Timestamp, at: Moment) -> i64 {
        let by_wall = at.now.0.saturating_sub(of.0);
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= BOUND && !known.contains_key(&of) {
            known.retain(|_, began| at.uptime.since_ms(*began) < LONG_MS);
            if known.len() >= BOUND {
                // All in use: then the wall clock alone decides, until they are seen again.
                known.clear();
            }
        }
        let began = known.entry(of).or_insert(Uptime(i64::MAX));
        *began = at.uptime.plus_ms(by_wall.saturating_neg()).min(*began);
        at.uptime.since_ms(*began)
    }
}

impl Engine {
    /// Milliseconds since a moment that was recorded by the wall clock; negative before it. By whichever clock says more: a
    /// wall clock that is set back makes nothing younger that this process has seen older.
    pub fn age_ms(&self, of: Timestamp) -> i64 {
        self.ages.age_ms(of, self.clock.moment())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(now: i64, uptime: i64) -> Moment {
        Moment { now: Timestamp(now), uptime: Uptime(uptime) }
    }

    #[test]
    fn clock_that_is_set_back_makes_nothing_younger() {
        let (ages, of) = (Ages::default(), Timestamp(1_000_000));
        assert_eq!(ages.age_ms(of, at(1_000_000, 50)), 0);
        assert_eq!(ages.age_ms(of, at(1_090_000, 90_050)), 90_000);
        assert_eq!(ages.age_ms(of, at(500_000, 100_050)), 100_000, "set back");
        assert_eq!(
            ages.age_ms(of, at(1_200_000, 110_050)),
            200_000,
            "set forward: the other clock may have been paused"
        );
        assert_eq!(ages.age_ms(of, at(1_110_000, 120_050)), 210_000);
        assert_eq!(ages.age_ms(Timestamp(1_500_000), at(1_110_000, 120_050)), -390_000, "still to come");
    }

    #[test]
    fn memory_is_bounded() {
        let ages = Ages::default();
        for n in 0..2 * BOUND as i64 {
            assert_eq!(ages.age_ms(Timestamp(n), at(n, n)), 0);
        }
        assert!(ages.0.lock().unwrap_or_else(PoisonError::into_inner).len() <= BOUND);
    }
}
