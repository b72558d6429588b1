//! Limits how often an address may start a sign-in: each start creates a session in the database before anyone is authenticated.

use std::{collections::HashMap, net::IpAddr, sync::Mutex};
use strongroom_core::ports::Uptime;
use strongroom_domain::counted_address;

/// Starts per address and window. A whole office may share an address.
const STARTS: u32 = 60;
/// The window, in milliseconds.
const WINDOW_MS: i64 = 60_000;
/// Most addresses tracked.
const MAX_ADDRESSES: usize = 20_000;

/// Per address: the starts in the current window, and when that window began.
#[derive(Default)]
pub(super) struct SignInRateLimit(Mutex<HashMap<Option<IpAddr>, (u32, Uptime)>>);

impl SignInRateLimit {
    /// Counts a start.
    ///
    /// # Errors
    /// The limit is reached: the seconds to wait.
    pub fn count_start(&self, address: Option<IpAddr>, now: Uptime) -> Result<(), u32> {
        let mut known = self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        if known.len() >= MAX_ADDRESSES {
            known.retain(|_, (_, since)| is_current(*since, now));
        }
        if known.len() >= MAX_ADDRESSES {
            // Full of current entries: a distributed attack. Forget all rather than grow.
            known.clear();
        }
        let (count, since) = known.entry(address.map(counted_address)).or_insert((0, now));
        if !is_current(*since, now) {
            (*count, *since) = (0, now);
        }
        if *count >= STARTS {
            let left_ms = WINDOW_MS - (now.since_ms(*since));
            return Err(u32::try_from((left_ms + 999) / 1000).unwrap_or(1));
        }
        *count += 1;
        Ok(())
    }
}

fn is_current(since: Uptime, now: Uptime) -> bool {
    now.since_ms(since) < WINDOW_MS
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const NOW: Uptime = Uptime(1_795_000_000_000);

    fn from(address: &str) -> Option<IpAddr> {
        Some(address.parse().unwrap())
    }

    #[test]
    fn each_address_has_a_limit_per_minute() {
        let limit = SignInRateLimit::default();
        for _ in 0..STARTS {
            assert_eq!(limit.count_start(from("192.0.2.1"), NOW), Ok(()));
        }
        assert_eq!(limit.count_start(from("192.0.2.1"), NOW), Err(60));
        assert_eq!(
            limit.count_start(from("::ffff:192.0.2.1"), NOW.plus_ms(59_500)),
            Err(1),
            "the same address in another notation"
        );
        assert_eq!(limit.count_start(from("192.0.2.2"), NOW), Ok(()), "another address");
        assert_eq!(limit.count_start(None, NOW), Ok(()));
        assert_eq!(limit.count_start(from("192.0.2.1"), NOW.plus_ms(WINDOW_MS)), Ok(()), "a minute later");
    }

    #[test]
    fn ipv6_network_counts_as_one_address() {
        let limit = SignInRateLimit::default();
        for host in 0..STARTS {
            assert_eq!(limit.count_start(from(&format!("2001:db8::{host:x}")), NOW), Ok(()));
        }
        assert_eq!(limit.count_start(from("2001:db8:0:0:ffff::1"), NOW), Err(60));
        assert_eq!(limit.count_start(from("2001:db8:0:1::1"), NOW), Ok(()));
    }

    #[test]
    fn memory_is_bounded() {
        let limit = SignInRateLimit::default();
        for n in 0..MAX_ADDRESSES as u32 + 10 {
            let address = Some(IpAddr::V4(n.into()));
            assert_eq!(limit.count_start(address, NOW), Ok(()));
        }
        assert!(limit.0.lock().unwrap().len() <= MAX_ADDRESSES);
    }
}
