//! Slows down guessing of passwords and codes: per user name and per address, in bounded memory.

use crate::ports::Uptime;
use std::{collections::HashMap, sync::Mutex};

/// Failures that cost nothing.
const FREE: u32 = 5;
/// Failures are forgotten after this long, in milliseconds.
const FORGET_MS: i64 = 15 * 60_000;
/// Most names and addresses remembered.
const BOUND: usize = 20_000;
/// Longest wait, in seconds.
const LONGEST_S: u32 = 300;

/// Failures of each key, and when the last one was.
type Failures = HashMap<String, (u32, Uptime)>;

#[derive(Default)]
pub(crate) struct Attempts(Mutex<Failures>);

impl Attempts {
    /// Seconds to wait before the next try for any of these keys; 0 when it may be made now.
    pub fn wait_s(&self, keys: &[String], now: Uptime) -> u32 {
        let map = self.0.lock().unwrap_or_else(|e| e.into_inner());
        keys.iter().filter_map(|k| map.get(k)).map(|entry| wait(entry, now)).max().unwrap_or(0)
    }

    /// Counts a failure.
    pub fn failed(&self, keys: &[String], now: Uptime) {
        count(&mut self.0.lock().unwrap_or_else(|e| e.into_inner()), keys, now);
    }

    /// Counts a try as a failure before it is made, and answers the seconds to wait if it may not be made now. Tries that come
    /// all at once then cannot each be the first; [`Attempts::succeeded`] forgets the one that was right.
    pub fn begin(&self, keys: &[String], now: Uptime) -> u32 {
        let mut map = self.0.lock().unwrap_or_else(|e| e.into_inner());
        let seconds = keys.iter().filter_map(|k| map.get(k)).map(|entry| wait(entry, now)).max().unwrap_or(0);
        if seconds == 0 {
            count(&mut map, keys, now);
        }
        seconds
    }

    /// Whether so many tries failed that a thing with a short life is not to be believed any more.
    pub fn used_up(&self, key: &str, now: Uptime) -> bool {
        let map = self.0.lock().unwrap_or_else(|e| e.into_inner());
        map.get(key).is_some_and(|(count, last)| *count >= FREE && now.since_ms(*last) < FORGET_MS)
    }

    /// Forgets the failures of these keys after a success.
    pub fn succeeded(&self, keys: &[String]) {
        let mut map = self.0.lock().unwrap_or_else(|e| e.into_inner());
        for key in keys {
            map.remove(key);
        }
    }
}

fn count(map: &mut Failures, keys: &[String], now: Uptime) {
    if map.len() + keys.len() > BOUND {
        map.retain(|_, (_, last)| now.since_ms(*last) < FORGET_MS);
    }
    if map.len() + keys.len() > BOUND {
        // Full of fresh failures: an attack from everywhere. Forget all rather than grow; Argon2's semaphore still limits guessing.
        map.clear();
    }
    for key in keys {
        let (count, last) = map.entry(key.clone()).or_insert((0, now));
        *count = if now.since_ms(*last) >= FORGET_MS { 1 } else { count.saturating_add(1) };
        *last = now;
    }
}

fn wait((count, last): &(u32, Uptime), now: Uptime) -> u32 {
    let since = now.since_ms(*last);
    if *count < FREE || since >= FORGET_MS {
        return 0;
    }
    let pause = 2u32.saturating_pow(count - FREE + 1).min(LONGEST_S);
    u32::try_from((i64::from(pause) * 1000 - since + 999) / 1000).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wait_doubles_with_each_failure_and_ends() {
        let attempts = Attempts::default();
        let key = ["user".to_owned()];
        let mut now = Uptime(0);
        for _ in 0..FREE {
            assert_eq!(attempts.wait_s(&key, now), 0);
            attempts.failed(&key, now);
        }
        assert_eq!(attempts.wait_s(&key, now), 2);
        now = now.plus_ms(2000);
        assert_eq!(attempts.wait_s(&key, now), 0);
        attempts.failed(&key, now);
        assert_eq!(attempts.wait_s(&key, now), 4);
        (0..20).for_each(|_| attempts.failed(&key, now));
        assert_eq!(attempts.wait_s(&key, now), LONGEST_S);
        assert_eq!(attempts.wait_s(&key, now.plus_ms(FORGET_MS)), 0);
        attempts.succeeded(&key);
        assert_eq!(attempts.wait_s(&key, now), 0);
        assert_eq!(attempts.wait_s(&["other".to_owned()], now), 0);
    }

    #[test]
    fn concurrent_attempts_are_counted_before_they_run() {
        let attempts = Attempts::default();
        let (key, now) = (["user".to_owned()], Uptime(0));
        let made = (0..100).filter(|_| attempts.begin(&key, now) == 0).count();
        assert_eq!(made, FREE as usize);
        assert!(attempts.used_up("user", now) && !attempts.used_up("other", now));
        assert!(!attempts.used_up("user", now.plus_ms(FORGET_MS)));
        attempts.succeeded(&key);
        assert_eq!(attempts.begin(&key, now), 0);
    }
}
