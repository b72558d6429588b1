//! Slows down guessing of passwords and codes, in bounded memory.
//!
//! A try is counted before it is made, under several counters. A strict one: the name together with where the try comes from. Two
//! looser ones, for guesses that are spread: the name alone, and the network alone. What has proven itself before has only a
//! strict counter of its own: an open session, and a browser in which the user has signed in. So strangers can lock out
//! neither. Signing in, second factors and re-authentication have separate counters.

use crate::ports::Uptime;
use std::{
    collections::{HashMap, hash_map::RandomState},
    hash::{BuildHasher, Hash},
    net::IpAddr,
    sync::{Mutex, MutexGuard},
};
use strongroom_domain::counted_address;

/// Tries of one name from one place that cost nothing.
const FREE: u32 = 5;
/// Tries of one name from all unknown places that cost nothing.
const FREE_OF_NAME: u32 = 50;
/// Tries from one network, whatever the name, that cost nothing. A whole office may share an address.
const FREE_OF_NETWORK: u32 = 200;
/// Tries are forgotten after this long, in milliseconds.
const FORGET_MS: i64 = 15 * 60_000;
/// Most counters. One takes 48 bytes.
const BOUND: usize = 40_000;
/// Longest wait, in seconds.
const LONGEST_S: u32 = 300;
/// Longest name that is counted as a name of its own, in characters.
const NAME: usize = 64;

/// What a try proves if it succeeds. Each has counters of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Attempt {
    /// The password, to sign in.
    SignIn,
    /// A passkey, to sign in without a password.
    Passkey,
    /// The second factor, after the password.
    SecondFactor,
    /// The identity of somebody who is signed in.
    StepUp,
    /// The passphrase of the root key.
    Unseal,
}

/// Where a try comes from, as far as it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Place {
    /// A console session of the user who tries.
    Session([u8; 16]),
    /// A browser in which this user has signed in before.
    Device([u8; 16]),
    /// An address and no more.
    Network(Option<IpAddr>),
}

impl Place {
    /// The place of a client of which only the address is known: for IPv6 its /64 network.
    pub fn of(address: Option<IpAddr>) -> Self {
        Self::Network(address.map(counted_address))
    }
}

/// The counters of one try: a keyed hash of each, and how many tries of it cost nothing.
#[derive(Clone, Debug)]
pub(crate) struct Counters(Vec<(u128, u32)>);

/// Tries, and when the last one was.
type Counted = HashMap<u128, (u32, Uptime)>;

#[derive(Default)]
pub(crate) struct Attempts {
    counted: Mutex<Counted>,
    /// Keyed by the process: nobody can choose names that share a counter.
    keys: (RandomState, RandomState),
}

impl Attempts {
    /// The counters of a try for a name as typed; empty where nobody is named. Every letter case counts as the same name.
    pub fn counters(&self, attempt: Attempt, name: &str, place: Place) -> Counters {
        let name: String = name.chars().take(NAME).collect::<String>().to_ascii_lowercase();
        let mut counters = vec![(self.key(&("place", attempt, &name, place)), FREE)];
        if let Place::Network(network) = place {
            if !name.is_empty() {
                counters.push((self.key(&("name", attempt, &name)), FREE_OF_NAME));
            }
            counters.extend(network.map(|network| (self.key(&("network", network)), FREE_OF_NETWORK)));
        }
        Counters(counters)
    }

    /// The counter of something with a short life, such as the ticket of a sign-in.
    pub fn of_ticket(&self, ticket: &str) -> Counters {
        Counters(vec![(self.key(&("ticket", ticket)), FREE)])
    }

    /// Counts a try before it is made, or answers the seconds to wait if it may not be made now; then nothing is counted.
    /// Concurrent tries cannot each be the first; [`Attempts::succeeded`] forgets the one that was right.
    pub fn begin(&self, counters: &Counters, now: Uptime) -> u32 {
        let mut counted = self.lock();
        let wait = |(key, free): &(u128, u32)| counted.get(key).map_or(0, |entry| wait(entry, *free, now));
        let seconds = counters.0.iter().map(wait).max().unwrap_or(0);
        if seconds == 0 {
            count(&mut counted, counters, now);
        }
        seconds
    }

    /// Whether so many tries were made that a thing with a short life is not believed any more.
    pub fn used_up(&self, counters: &Counters, now: Uptime) -> bool {
        let counted = self.lock();
        let used_up =
            |(key, free): &(u128, u32)| counted.get(key).is_some_and(|(n, last)| n >= free && fresh(*last, now));
        counters.0.iter().any(used_up)
    }

    /// Counts a failure of a thing with a short life.
    pub fn failed(&self, counters: &Counters, now: Uptime) {
        count(&mut self.lock(), counters, now);
    }

    /// Forgets the tries of this place after a success: also in the looser counters, where they were counted too.
    pub fn succeeded(&self, counters: &Counters) {
        let mut counted = self.lock();
        let Some(((own, _), looser)) = counters.0.split_first() else { return };
        let Some((tries, _)) = counted.remove(own) else { return };
        for (key, _) in looser {
            if let Some((count, _)) = counted.get_mut(key) {
                *count = count.saturating_sub(tries);
            }
        }
    }

    /// Takes back one try that was counted and then not made.
    pub fn not_made(&self, counters: &Counters) {
        let mut counted = self.lock();
        for (key, _) in &counters.0 {
            if let Some((count, _)) = counted.get_mut(key) {
                *count = count.saturating_sub(1);
            }
        }
    }

    fn key(&self, what: &impl Hash) -> u128 {
        u128::from(self.keys.0.hash_one(what)) << 64 | u128::from(self.keys.1.hash_one(what))
    }

    fn lock(&self) -> MutexGuard<'_, Counted> {
        self.counted.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

fn count(counted: &mut Counted, counters: &Counters, now: Uptime) {
    if counted.len() + counters.0.len() > BOUND {
        counted.retain(|_, (_, last)| fresh(*last, now));
    }
    // Full of fresh tries: an attack from everywhere. Those that have cost nothing yet are forgotten first.
    for least in [FREE, FREE_OF_NETWORK, u32::MAX] {
        if counted.len() + counters.0.len() > BOUND {
            counted.retain(|_, (count, _)| *count >= least);
        }
    }
    for (key, _) in &counters.0 {
        let (count, last) = counted.entry(*key).or_insert((0, now));
        *count = if fresh(*last, now) { count.saturating_add(1) } else { 1 };
        *last = now;
    }
}

fn fresh(last: Uptime, now: Uptime) -> bool {
    now.since_ms(last) < FORGET_MS
}

fn wait((count, last): &(u32, Uptime), free: u32, now: Uptime) -> u32 {
    if *count < free || !fresh(*last, now) {
        return 0;
    }
    let since = now.since_ms(*last);
    let pause = 2u32.saturating_pow(count - free + 1).min(LONGEST_S);
    u32::try_from((i64::from(pause) * 1000 - since + 999) / 1000).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const NOW: Uptime = Uptime(5_000);

    fn at(address: &str) -> Place {
        Place::of(Some(address.parse().unwrap()))
    }

    /// Tries that are let through, of this many.
    fn made(attempts: &Attempts, tries: u32, counters: impl Fn(u32) -> Counters) -> u32 {
        (0..tries).map(|n| u32::from(attempts.begin(&counters(n), NOW) == 0)).sum()
    }

    #[test]
    fn wait_doubles_with_each_try_and_ends() {
        let attempts = Attempts::default();
        let bob = attempts.counters(Attempt::SignIn, "bob", at("192.0.2.1"));
        assert_eq!(made(&attempts, 100, |_| bob.clone()), FREE, "counted before they are made");
        let mut now = NOW;
        for pause in [2, 4, 8] {
            assert_eq!(attempts.begin(&bob, now), pause);
            now = now.plus_ms(i64::from(pause) * 1000);
            assert_eq!(attempts.begin(&bob, now), 0);
        }
        for _ in 0..20 {
            now = now.plus_ms(i64::from(LONGEST_S) * 1000);
            attempts.begin(&bob, now);
        }
        assert_eq!(attempts.begin(&bob, now), LONGEST_S);
        assert_eq!(attempts.begin(&bob, now.plus_ms(FORGET_MS)), 0);
    }

    #[test]
    fn names_places_and_kinds_have_counters_of_their_own() {
        let attempts = Attempts::default();
        let bob = |attempt, place| attempts.counters(attempt, "bob", place);
        assert_eq!(made(&attempts, 9, |_| bob(Attempt::SignIn, at("192.0.2.1"))), FREE);
        let spelled = attempts.counters(Attempt::SignIn, "BOB", at("::ffff:192.0.2.1"));
        assert_ne!(attempts.begin(&spelled, NOW), 0, "another spelling of name and address");
        for other in [
            bob(Attempt::SignIn, at("192.0.2.2")),
            bob(Attempt::SignIn, Place::Device([1; 16])),
            bob(Attempt::StepUp, Place::Session([1; 16])),
            bob(Attempt::SecondFactor, at("192.0.2.1")),
            attempts.counters(Attempt::SignIn, "ann", at("192.0.2.1")),
        ] {
            assert_eq!(attempts.begin(&other, NOW), 0);
        }
    }

    #[test]
    fn guesses_spread_over_addresses_or_names_are_bounded() {
        let attempts = Attempts::default();
        let from = |n: u32| Place::of(Some(IpAddr::V4(n.into())));
        assert_eq!(made(&attempts, 500, |n| attempts.counters(Attempt::SignIn, "bob", from(n))), FREE_OF_NAME);
        let known = attempts.counters(Attempt::SignIn, "bob", Place::Device([7; 16]));
        assert_eq!(made(&attempts, 9, |_| known.clone()), FREE, "a device of bob passes");
        let name = |n: u32| attempts.counters(Attempt::SignIn, &format!("user{n}"), at("2001:db8::1"));
        assert_eq!(made(&attempts, 500, name), FREE_OF_NETWORK);
        let same = attempts.counters(Attempt::SignIn, "another", at("2001:db8::2"));
        assert_ne!(attempts.begin(&same, NOW), 0, "the same /64");
    }

    #[test]
    fn success_forgets_the_tries_of_its_place_everywhere() {
        let attempts = Attempts::default();
        // A whole office behind one address: each person mistypes and then signs in.
        for person in 0..500 {
            let own = attempts.counters(Attempt::SignIn, &format!("user{person}"), at("192.0.2.1"));
            assert_eq!(made(&attempts, FREE, |_| own.clone()), FREE, "person {person}");
            attempts.succeeded(&own);
            assert_eq!(attempts.begin(&own, NOW), 0);
            attempts.succeeded(&own);
        }
    }

    #[test]
    fn try_that_was_not_made_is_taken_back() {
        let attempts = Attempts::default();
        let bob = attempts.counters(Attempt::SignIn, "bob", at("192.0.2.1"));
        for _ in 0..500 {
            assert_eq!(attempts.begin(&bob, NOW), 0);
            attempts.not_made(&bob);
        }
        assert_eq!(made(&attempts, 9, |_| bob.clone()), FREE, "and nothing more than that");
        attempts.not_made(&bob);
        assert_eq!(made(&attempts, 9, |_| bob.clone()), 1);
    }

    #[test]
    fn memory_is_bounded() {
        let attempts = Attempts::default();
        let bob = attempts.counters(Attempt::SignIn, "bob", Place::Network(None));
        assert_eq!(made(&attempts, 9, |_| bob.clone()), FREE);
        for n in 0..2 * BOUND as u32 {
            let long = format!("{n}{}", "x".repeat(100));
            attempts.begin(&attempts.counters(Attempt::SignIn, &long, Place::of(Some(IpAddr::V4(n.into())))), NOW);
        }
        assert!(attempts.lock().len() <= BOUND);
        assert_ne!(attempts.begin(&bob, NOW), 0, "a flood of names does not free another");
    }
}
