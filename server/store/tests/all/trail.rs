//! Finding and counting events: results are equal to those of a simple filter over all events.

use crate::support::*;
use sea_orm::{ConnectionTrait, Statement};
use std::{
    collections::{BTreeMap, HashMap},
    time::Duration,
};
use strongroom_core::ports::{EventBucket, EventCount, EventSlice, EventsAt, TrailStore};
use strongroom_domain::*;
use strongroom_trail::*;

on_both! {
    unindexed_trail_agrees_with_a_simple_implementation
    indexed_trail_agrees_with_a_simple_implementation
    indexing_continues_after_reopening
    special_characters_in_terms_match_literally
    blocks_are_found_by_any_sequence
}

const FIRST: i64 = 1_700_000_000_000;
const ALL: Period = Period { from: Timestamp(i64::MIN), to: Timestamp(i64::MAX) };

/// Events of every kind; times mostly ascend but jump, and many are equal.
fn random_events(count: i64, seed: u64) -> Vec<Event> {
    let mut dice = Dice(seed);
    (0..count)
        .map(|n| {
            let mut pick = |list: &[&'static str]| list[dice.roll(list.len() as u64) as usize];
            let mut made = event(n);
            made.actor.name = pick(&["ledger-api", "m.ortega", "batch", ""]).to_owned();
            if pick(&["a", "b", "c"]) == "a" {
                made.actor = Actor {
                    kind: PrincipalKind::Anonymous,
                    id: UserId([0; 16]),
                    name: String::new(),
                    access_key: None,
                };
            }
            made.outcome = match pick(&["ok", "ok", "ok", "Denied", "NotFound"]) {
                "ok" => Outcome::Ok,
                code => Outcome::Failed { code: code.to_owned(), reason: "…".to_owned() },
            };
            made.address = match pick(&["192.0.2.7", "2001:db8::1", ""]) {
                "" => None,
                address => Some(address.parse().unwrap()),
            };
            made.surface = Surface::ALL[dice.roll(4) as usize];
            made.action = Action::ALL[dice.roll(Action::ALL.len() as u64) as usize];
            made.target = (dice.roll(5) > 0).then(|| {
                let name = match dice.roll(3) {
                    0 => "payments/ledger-db".to_owned(),
                    _ => format!("secret/{}", dice.roll(400)),
                };
                Target { kind: ResourceKind::Secret, name, version: None }
            });
            made.time = Timestamp(FIRST + n / 3 * 10 - dice.roll(50) as i64);
            made
        })
        .collect()
}

fn some_filters(count: usize, seed: u64) -> Vec<EventFilter> {
    let mut dice = Dice(seed);
    let values: [(EventField, &[&str]); 7] = [
        (EventField::Actor, &["ledger-api", "m.ortega", "nobody"]),
        (EventField::Action, &["GetSecretValue", "DeleteSecret", "None"]),
        (EventField::Resource, &["payments/ledger-db", "secret/7", "secret/8", "secret/9999"]),
        (EventField::Result, &["ok", "Denied", "NotFound", "Internal"]),
        (EventField::Surface, &["console", "api", "nowhere"]),
        (EventField::AccessKey, &["SRabcdefghijklmnop", "SRother"]),
        (EventField::Address, &["192.0.2.7", "2001:db8::1", "203.0.113.1"]),
    ];
    (0..count)
        .map(|_| {
            let terms = (0..dice.roll(4)).map(|_| {
                let (field, list) = values[dice.roll(7) as usize];
                (field, list[dice.roll(list.len() as u64) as usize].to_owned())
            });
            EventFilter { terms: terms.collect(), write: [None, None, Some(true), Some(false)][dice.roll(4) as usize] }
        })
        .collect()
}

fn some_period(dice: &mut Dice, count: i64) -> Period {
    let span = (count / 3 * 10) as u64;
    match dice.roll(4) {
        0 => ALL,
        1 => Period { from: Timestamp(FIRST + 100), to: Timestamp(FIRST + 100) },
        _ => {
            let from = FIRST + dice.roll(span) as i64 - 60;
            Period { from: Timestamp(from), to: Timestamp(from + dice.roll(span) as i64) }
        }
    }
}

fn inside(period: Period, stored: &Stored) -> bool {
    stored.event.time >= period.from && stored.event.time < period.to
}

/// Runs every query on the store and on the simple filter.
async fn compare(bed: &Bed, count: i64, rounds: usize) {
    let mut all = bed.verified().await;
    assert_eq!(all.len() as i64, count);
    all.sort_by_key(|stored| std::cmp::Reverse(key(stored)));
    let mut dice = Dice(11);
    for filter in [EventFilter::default()].into_iter().chain(some_filters(rounds, 5)) {
        let period = some_period(&mut dice, count);
        let expected: Vec<Stored> =
            all.iter().filter(|s| inside(period, s) && s.event.matches(&filter)).cloned().collect();
        pages(bed, period, &filter, &expected, 1 + dice.roll(60) as u32).await;
        for slices in [1, 7, 200] {
            let found = bed.store.event_histogram(period, &filter, slices).await.unwrap();
            assert_eq!(found, slow_histogram(period, &expected, slices), "{filter:?} {period:?}");
        }
        let found = bed.store.event_counts(period, &filter, 5).await.unwrap();
        assert_eq!(found, slow_counts(&expected, 5), "{filter:?} {period:?}");
        let field = EventField::ALL[dice.roll(EventField::ALL.len() as u64) as usize];
        let found = bed.store.newest_events(&filter, field).await.unwrap();
        assert_eq!(found, slow_newest(&all, &filter, field), "{filter:?} {field:?}");
    }
    // Without a period and a filter the totals are used.
    assert_eq!(bed.store.event_counts(ALL, &EventFilter::default(), 1000).await.unwrap(), slow_counts(&all, 1000));
}

/// The events come newest first.
fn slow_newest(all: &[Stored], filter: &EventFilter, field: EventField) -> HashMap<String, Timestamp> {
    let mut newest = HashMap::new();
    for stored in all.iter().filter(|stored| stored.event.matches(filter)) {
        if let Some(value) = stored.event.field(field) {
            newest.entry(value.replace('\0', "\u{fffd}")).or_insert(stored.event.time);
        }
    }
    newest
}

/// Reads a few pages from the newest event and one in the middle; from each also back to newer events.
async fn pages(bed: &Bed, period: Period, filter: &EventFilter, expected: &[Stored], limit: u32) {
    for start in [0, limit as usize, 2 * limit as usize, expected.len() / 2] {
        if start > expected.len() {
            continue;
        }
        let at = if start > 0 { EventsAt::OlderThan(key(&expected[start - 1])) } else { EventsAt::Newest };
        let slice = EventSlice { period, filter: filter.clone(), at, limit };
        let page = bed.store.events(&slice).await.unwrap();
        let rest = &expected[start..];
        assert_eq!(page.events, rest[..rest.len().min(limit as usize)], "{filter:?} {period:?} from {start}");
        assert_eq!(page.more, rest.len() > limit as usize);
        let Some(first) = rest.first() else { continue };
        let slice = EventSlice { at: EventsAt::NewerThan(key(first)), ..slice };
        let page = bed.store.events(&slice).await.unwrap();
        let newer = &expected[start.saturating_sub(limit as usize)..start];
        assert_eq!(page.events, newer, "{filter:?} {period:?} newer than {start}");
        assert_eq!(page.more, start > limit as usize);
    }
}

fn slow_histogram(period: Period, events: &[Stored], slices: u32) -> Vec<EventBucket> {
    let (from, span, n) =
        (i128::from(period.from.0), (i128::from(period.to.0) - i128::from(period.from.0)).max(1), i128::from(slices));
    let mut buckets: Vec<EventBucket> = (0..n)
        .map(|i| EventBucket { from: Timestamp((from + (i * span + n - 1) / n) as i64), ok: 0, failed: 0 })
        .collect();
    for stored in events {
        // The last bucket that begins at or before the event.
        let at = buckets.iter().rposition(|bucket| bucket.from <= stored.event.time).unwrap();
        match stored.event.outcome {
            Outcome::Ok => buckets[at].ok += 1,
            Outcome::Failed { .. } => buckets[at].failed += 1,
        }
    }
    buckets
}

fn slow_counts(events: &[Stored], limit: usize) -> Vec<EventCount> {
    let mut all = Vec::new();
    for field in EventField::ALL {
        let mut counts: BTreeMap<String, u64> = BTreeMap::new();
        for value in events.iter().filter_map(|stored| stored.event.field(field)) {
            *counts.entry(value.into_owned()).or_default() += 1;
        }
        let mut list: Vec<_> = counts.into_iter().map(|(value, count)| EventCount { field, value, count }).collect();
        list.sort_by_key(|count| std::cmp::Reverse(count.count));
        all.extend(list.into_iter().take(limit));
    }
    all
}

async fn number(bed: &Bed, sql: &str) -> i64 {
    let raw = bed.raw().await;
    let row = raw.query_one_raw(Statement::from_string(raw.get_database_backend(), sql)).await.unwrap().unwrap();
    row.try_get_by_index(0).unwrap()
}

/// Waits for the indexer, which does not report completion, up to a limit.
async fn indexed(bed: &Bed, at_least: i64) {
    for _ in 0..600 {
        if number(bed, "SELECT CAST(SUM(indexed) AS BIGINT) FROM trail_writer").await >= at_least {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the indexer did not index {at_least} events in half a minute");
}

async fn unindexed_trail_agrees_with_a_simple_implementation(bed: Bed) {
    let events = bed
        .store
        .events(&EventSlice { period: ALL, filter: EventFilter::default(), at: EventsAt::Newest, limit: 10 })
        .await
        .unwrap();
    assert!(events.events.is_empty() && !events.more);
    assert_eq!(bed.store.event_counts(ALL, &EventFilter::default(), 10).await.unwrap(), []);
    bed.append(random_events(700, 1)).await;
    compare(&bed, 700, 40).await;
}

async fn indexed_trail_agrees_with_a_simple_implementation(bed: Bed) {
    bed.append(random_events(20_000, 2)).await;
    indexed(&bed, 16_384).await;
    assert!(number(&bed, "SELECT COUNT(*) FROM trail_segment").await >= 1);
    compare(&bed, 20_000, 25).await;
}

async fn indexing_continues_after_reopening(mut bed: Bed) {
    bed.append(random_events(6_000, 3)).await;
    bed.reopen().await;
    bed.append(random_events(9_000, 4)).await;
    // On PostgreSQL the first writer has ended; its unindexed events are old and are indexed by its successor.
    indexed(&bed, if bed.is_sqlite() { 8_192 } else { 14_192 }).await;
    compare(&bed, 15_000, 10).await;
    let segments = number(&bed, "SELECT COUNT(*) FROM trail_segment").await;
    bed.reopen().await;
    bed.append(random_events(10, 5)).await;
    assert_eq!(number(&bed, "SELECT COUNT(*) FROM trail_segment").await, segments, "nothing is indexed twice");
    compare(&bed, 15_010, 3).await;
}

async fn special_characters_in_terms_match_literally(bed: Bed) {
    let mut odd = event(1);
    odd.actor.name = "x'); DROP TABLE secret; --".into();
    odd.target = Some(Target { kind: ResourceKind::Secret, name: "nul\0byte".into(), version: None });
    bed.append([odd.clone(), event(2)]).await;
    let count = async |field, value: &str| {
        let filter = EventFilter { terms: vec![(field, value.to_owned())], write: None };
        bed.store.event_histogram(ALL, &filter, 3).await.unwrap();
        bed.store.event_counts(ALL, &filter, 3).await.unwrap();
        let slice = EventSlice { period: ALL, filter, at: EventsAt::Newest, limit: 5 };
        bed.store.events(&slice).await.unwrap().events.len()
    };
    assert_eq!(count(EventField::Actor, "x'); DROP TABLE secret; --").await, 1);
    assert_eq!(count(EventField::Resource, "nul\0byte").await, 1);
    for text in ["%", "_", "'", "\"", "\0", "", "*", "ledger-ap", "LEDGER-API"] {
        for field in EventField::ALL {
            assert_eq!(count(field, text).await, 0, "{field:?} {text:?}");
        }
    }
    // The same after indexing, including NUL.
    bed.append((0..9000).map(event)).await;
    indexed(&bed, 8192).await;
    assert_eq!(count(EventField::Actor, "x'); DROP TABLE secret; --").await, 1);
    assert_eq!(count(EventField::Resource, "nul\0byte").await, 1);
    assert_eq!(count(EventField::Resource, "\0").await, 0);
}

async fn blocks_are_found_by_any_sequence(bed: Bed) {
    for n in 0..5 {
        bed.append((0..10).map(|m| event(n * 10 + m))).await;
    }
    let writer = bed.store.writers().await.unwrap()[0];
    for from in 1..=50 {
        let blocks = bed.store.blocks(writer, from, 1).await.unwrap();
        assert_eq!(blocks.len(), 1);
        assert!(blocks[0].first <= from && from < blocks[0].first + u64::from(blocks[0].count), "{from}");
    }
    assert_eq!(bed.store.blocks(writer, 51, 1).await.unwrap(), []);
    assert_eq!(bed.store.blocks(writer, u64::MAX, 1).await.unwrap(), []);
    assert_eq!(bed.store.blocks(WriterId([9; 16]), 1, 1).await.unwrap(), []);
    let all = bed.store.blocks(writer, 0, 1000).await.unwrap();
    assert_eq!(all.iter().map(|block| block.count).sum::<u32>(), 50);
}
