//! Nonces that were seen, in bounded memory.
//!
//! Reads: 64-bit keyed fingerprints in buckets of a minute or [`BUCKET`] fingerprints, whichever ends first; [`BOUND`] in all
//! (5 MB). Above it the oldest bucket goes and [`NonceGuard::forgotten`] counts. Up to 250 signed reads a second nothing is
//! forgotten inside the window of 30 minutes. Changes also store a row in their own transaction, which
//! protects every node and survives a restart. What changes nothing stores its nonce beside its event: a start reads those of the
//! window, and nodes on one database read each other's every second (`docs/decisions/bounded-nonces.md`).

use crate::ports::ReadNonce;
use std::{
    collections::{HashSet, VecDeque},
    sync::Mutex,
};
use strongroom_domain::{Timestamp, limits::CLOCK_WINDOW_S};

/// Most fingerprints of a bucket: what a hash table of 65,536 places takes before it doubles.
const BUCKET: usize = 57_344;
/// Most fingerprints held.
pub const BOUND: usize = 8 * BUCKET;
const BUCKET_MS: i64 = 60_000;
/// A request is fresh for the clock window either way: its nonce matters for twice as long. By the wall clock, which decides
/// whether a request is fresh: one that is set back makes old requests fresh again, and their nonces are still known.
pub(crate) const WINDOW_MS: i64 = 2 * CLOCK_WINDOW_S * 1000;

#[derive(Default)]
pub(crate) struct NonceGuard {
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    buckets: VecDeque<(i64, HashSet<u64, std::hash::BuildHasherDefault<Already>>)>,
    held: usize,
    forgotten: u64,
}

/// Fingerprints are uniform already.
#[derive(Default)]
struct Already(u64);

impl std::hash::Hasher for Already {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, _: &[u8]) {}
    fn write_u64(&mut self, n: u64) {
        self.0 = n;
    }
}

impl NonceGuard {
    /// Remembers a nonce; `false` when it is remembered already.
    pub fn first_use(&self, fingerprint: [u8; 16], now: Timestamp) -> bool {
        self.inner.lock().unwrap_or_else(|e| e.into_inner()).first_use(half(fingerprint), now)
    }

    /// Remembers nonces that were used elsewhere, or here before a restart, at about this time.
    pub fn remember(&self, keys: &[ReadNonce], at: Timestamp) {
        let mut inner = self.inner.lock().unwrap_or_else(|e| e.into_inner());
        for key in keys {
            inner.first_use(*key, at);
        }
    }

    /// Nonces forgotten before their time because the bound was reached.
    pub fn forgotten(&self) -> u64 {
        self.inner.lock().unwrap_or_else(|e| e.into_inner()).forgotten
    }
}

/// What is held and stored of a fingerprint.
pub(crate) fn half([a, b, c, d, e, f, g, h, ..]: [u8; 16]) -> ReadNonce {
    u64::from_le_bytes([a, b, c, d, e, f, g, h])
}

impl Inner {
    fn first_use(&mut self, key: ReadNonce, now: Timestamp) -> bool {
        let inner = self;
        let bucket = now.0.div_euclid(BUCKET_MS);
        while inner.buckets.front().is_some_and(|(b, _)| (bucket - b) * BUCKET_MS > WINDOW_MS) {
            let gone = inner.buckets.pop_front().map_or(0, |(_, set)| set.len());
            inner.held -= gone;
        }
        if inner.buckets.iter().rev().any(|(_, set)| set.contains(&key)) {
            return false;
        }
        if inner.held >= BOUND
            && let Some((_, set)) = inner.buckets.pop_front()
        {
            inner.held -= set.len();
            inner.forgotten += set.len() as u64;
        }
        // A clock that steps back must not open a bucket of an older minute behind a newer one.
        if inner.buckets.back().is_none_or(|(b, set)| *b < bucket || set.len() >= BUCKET) {
            let bucket = inner.buckets.back().map_or(bucket, |(b, _)| bucket.max(*b));
            inner.buckets.push_back((bucket, HashSet::default()));
        }
        inner.held += 1;
        inner.buckets.back_mut().is_some_and(|(_, set)| set.insert(key))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn print(n: u64) -> [u8; 16] {
        let mut out = [0; 16];
        // Spread like a real fingerprint.
        out[..8].copy_from_slice(&n.wrapping_mul(0x9E37_79B9_7F4A_7C15).to_le_bytes());
        out
    }

    #[test]
    fn a_nonce_works_once_inside_the_window() {
        let guard = NonceGuard::default();
        assert!(guard.first_use(print(1), Timestamp(0)));
        assert!(!guard.first_use(print(1), Timestamp(0)));
        assert!(!guard.first_use(print(1), Timestamp(WINDOW_MS)));
        assert!(!guard.first_use(print(1), Timestamp(-600_000)), "a clock that steps back forgets nothing");
        assert!(guard.first_use(print(1), Timestamp(WINDOW_MS + 2 * BUCKET_MS)));
    }

    #[test]
    fn memory_is_bounded_and_forgetting_is_counted() {
        let guard = NonceGuard::default();
        let all = BOUND as u64 + 10;
        for n in 0..all {
            assert!(guard.first_use(print(n), Timestamp((n / 1_000_000) as i64)));
        }
        assert!(guard.inner.lock().unwrap().held <= BOUND);
        assert_eq!(guard.forgotten(), BUCKET as u64, "more than a minute holds costs the oldest bucket alone");
        for n in [BUCKET as u64, all - 1] {
            assert!(!guard.first_use(print(n), Timestamp(BUCKET_MS)), "later ones are still known");
        }
    }
}
