//! How often a sign-in may be begun from one address: each is a session in the database, and nobody is known yet.

use std::{
    collections::HashMap,
    net::{IpAddr, Ipv6Addr},
    sync::Mutex,
};
use strongroom_domain::Timestamp;

/// Starts from one address within a span: a whole office may stand behind it.
const STARTS: u32 = 60;
/// The span, in milliseconds.
const SPAN_MS: i64 = 60_000;
/// Most addresses remembered.
const BOUND: usize = 20_000;

/// Starts of each address in its present span, and when that began.
#[derive(Default)]
pub(super) struct Starts(Mutex<HashMap<Option<IpAddr>, (u32, Timestamp)>>);

impl Starts {
    /// Counts a start.
    ///
    /// # Errors
    /// There were too many: the seconds to wait.
    pub fn begin(&self, address: Option<IpAddr>, now: Timestamp) -> Result<(), u32> {
        let mut known = self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        if known.len() >= BOUND {
            known.retain(|_, (_, since)| is_present(*since, now));
        }
        if known.len() >= BOUND {
            // Full of fresh ones: an attack from everywhere. Forget all rather than grow.
            known.clear();
        }
        let (count, since) = known.entry(address.map(network)).or_insert((0, now));
        if !is_present(*since, now) {
            (*count, *since) = (0, now);
        }
        if *count >= STARTS {
            let left_ms = SPAN_MS - (now.0 - since.0);
            return Err(u32::try_from((left_ms + 999) / 1000).unwrap_or(1));
        }
        *count += 1;
        Ok(())
    }
}

/// A clock that was set back begins a new span.
fn is_present(since: Timestamp, now: Timestamp) -> bool {
    (0..SPAN_MS).contains(&now.0.saturating_sub(since.0))
}

/// One household or machine has a whole /64 of IPv6.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() >> 64 << 64)),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const NOW: Timestamp = Timestamp(1_795_000_000_000);

    fn from(address: &str) -> Option<IpAddr> {
        Some(address.parse().unwrap())
    }

    #[test]
    fn a_minute_has_so_many_starts_for_each_address() {
        let starts = Starts::default();
        for _ in 0..STARTS {
            assert_eq!(starts.begin(from("192.0.2.1"), NOW), Ok(()));
        }
        assert_eq!(starts.begin(from("192.0.2.1"), NOW), Err(60));
        assert_eq!(starts.begin(from("::ffff:192.0.2.1"), NOW.plus_ms(59_500)), Err(1), "the same written otherwise");
        assert_eq!(starts.begin(from("192.0.2.2"), NOW), Ok(()), "somebody else");
        assert_eq!(starts.begin(None, NOW), Ok(()));
        assert_eq!(starts.begin(from("192.0.2.1"), NOW.plus_ms(SPAN_MS)), Ok(()), "a minute later");
        assert_eq!(starts.begin(from("192.0.2.1"), NOW.plus_ms(-1)), Ok(()), "the clock was set back");
    }

    #[test]
    fn neighbours_in_a_network_of_ipv6_count_as_one() {
        let starts = Starts::default();
        for host in 0..STARTS {
            assert_eq!(starts.begin(from(&format!("2001:db8::{host:x}")), NOW), Ok(()));
        }
        assert_eq!(starts.begin(from("2001:db8:0:0:ffff::1"), NOW), Err(60));
        assert_eq!(starts.begin(from("2001:db8:0:1::1"), NOW), Ok(()));
    }

    #[test]
    fn memory_is_bounded() {
        let starts = Starts::default();
        for n in 0..BOUND as u32 + 10 {
            let address = Some(IpAddr::V4(n.into()));
            assert_eq!(starts.begin(address, NOW), Ok(()));
        }
        assert!(starts.0.lock().unwrap().len() <= BOUND);
    }
}
