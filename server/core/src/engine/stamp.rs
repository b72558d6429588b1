//! When something was made that a client keeps and returns: by both clocks, so that its age is right although the wall clock was set
//! back since. Nothing is remembered for it.

use super::Engine;
use crate::ports::{Moment, Uptime};
use std::hash::{BuildHasher, RandomState};
use strongroom_domain::Timestamp;

/// Length of a stamp, in bytes.
pub const STAMP: usize = 24;
/// How far the clocks of two nodes may differ, in milliseconds: a stamp of another node that lies no further ahead was made now.
const TOLERANCE_MS: i64 = 60_000;

/// Names this process: only its own stamps tell something by its monotonic clock.
pub(super) struct ProcessMark(u64);

impl Default for ProcessMark {
    fn default() -> Self {
        Self(RandomState::new().hash_one(()))
    }
}

impl ProcessMark {
    fn stamp(&self, at: Moment) -> [u8; STAMP] {
        let mut stamp = [0; STAMP];
        let parts = [at.now.0.to_be_bytes(), at.uptime.0.to_be_bytes(), self.0.to_be_bytes()];
        stamp.iter_mut().zip(parts.as_flattened()).for_each(|(to, from)| *to = *from);
        stamp
    }

    fn age_ms(&self, stamp: &[u8; STAMP], at: Moment) -> i64 {
        let part = |n: usize| stamp.as_chunks().0.get(n).copied().map_or(0, i64::from_be_bytes);
        let by_wall = at.now.0.saturating_sub(Timestamp(part(0)).0);
        match part(2).to_be_bytes() == self.0.to_be_bytes() {
            true => by_wall.max(at.uptime.since_ms(Uptime(part(1)))),
            false if (-TOLERANCE_MS..0).contains(&by_wall) => 0,
            false => by_wall,
        }
    }
}

impl Engine {
    /// Now, for something that is returned later. Put it where a client cannot change it.
    pub fn stamp(&self) -> [u8; STAMP] {
        self.mark.stamp(self.clock.moment())
    }

    /// Milliseconds since a stamp was made. By whichever clock says more if this process made it, otherwise by the wall clock;
    /// negative if that one lies more than a minute behind.
    pub fn stamp_age_ms(&self, stamp: &[u8; STAMP]) -> i64 {
        self.mark.age_ms(stamp, self.clock.moment())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(now: i64, uptime: i64) -> Moment {
        Moment { now: Timestamp(now), uptime: Uptime(uptime) }
    }

    #[test]
    fn age_grows_although_the_wall_clock_is_set_back() {
        let (here, elsewhere) = (ProcessMark(1), ProcessMark(2));
        let stamp = here.stamp(at(1_000_000, 50));
        for (now, uptime, own, foreign) in [
            (1_000_000, 50, 0, 0),
            (1_300_000, 300_050, 300_000, 300_000),
            (700_000, 300_050, 300_000, -300_000),
            (999_000, 50, 0, 0),
            (940_000, 50, 0, 0),
            (939_999, 50, 0, -60_001),
            (2_000_000, 60, 1_000_000, 1_000_000),
        ] {
            let ages = [&here, &elsewhere].map(|process| process.age_ms(&stamp, at(now, uptime)));
            assert_eq!(ages, [own, foreign], "{now}");
        }
    }
}
