//! Who read which version: the same as a simple count over all events, added up or not.

use crate::support::*;
use sea_orm::{ConnectionTrait, Statement};
use std::{collections::BTreeMap, time::Duration};
use strongroom_core::ports::{ReadSlice, TrailStore, VersionReads};
use strongroom_domain::*;
use strongroom_trail::*;

on_both! {
    reads_are_complete_before_and_after_they_are_added_up
    reads_are_made_anew_from_the_trail
    an_interrupted_batch_is_complete_and_continued
}

fn version_id(text: &str) -> VersionId {
    VersionId::new(text).unwrap()
}

/// Reads of a secret, and what must not count as one.
fn events(count: i64) -> Vec<Event> {
    let mut dice = Dice(7);
    (0..count)
        .map(|n| {
            let mut made = event(n);
            made.action = if dice.roll(10) == 0 { Action::DescribeSecret } else { Action::GetSecretValue };
            made.outcome = match dice.roll(10) {
                0 => Outcome::Failed { code: "Denied".to_owned(), reason: "…".to_owned() },
                _ => Outcome::Ok,
            };
            let (kind, name) = match dice.roll(3) {
                0 => (PrincipalKind::Role, format!("web/pod-{}", dice.roll(1_000))),
                1 => (PrincipalKind::User, "batch".to_owned()),
                _ => (PrincipalKind::User, "o'brien \0".to_owned()),
            };
            made.actor = Actor { kind, name, ..made.actor };
            made.address = match dice.roll(3) {
                0 => None,
                network => Some(format!("10.0.{network}.{}", dice.roll(200)).parse().unwrap()),
            };
            made.agent = format!("sdk/{}", dice.roll(2));
            let name = if dice.roll(4) == 0 { "b" } else { "a" };
            let version = Some(format!("v{}", 1 + dice.roll(2)));
            made.target = Some(Target { kind: ResourceKind::Secret, name: name.to_owned(), version });
            made.time = Timestamp(1_000 + n);
            made
        })
        .collect()
}

type Key = (String, Reader, Option<ReaderNetwork>, String);

/// First, last and number of reads of secret `a` by key.
fn counted(events: &[Event]) -> BTreeMap<Key, (i64, i64, u64)> {
    let mut found = BTreeMap::new();
    for event in events {
        let Some(Target { name, version: Some(version), .. }) = &event.target else { continue };
        if name != "a" || event.action != Action::GetSecretValue || event.outcome != Outcome::Ok {
            continue;
        }
        let reader = Reader::of(event.actor.kind, &event.actor.name.replace('\0', "\u{fffd}"));
        let key = (version.clone(), reader, event.address.map(ReaderNetwork::of), event.agent.clone());
        let (first, last, count) = found.entry(key).or_insert((event.time.0, event.time.0, 0));
        (*first, *last, *count) = (event.time.0.min(*first), event.time.0.max(*last), *count + 1);
    }
    found
}

fn keyed(reads: Vec<VersionReads>) -> BTreeMap<Key, (i64, i64, u64)> {
    let entry = |read: VersionReads| {
        ((read.version.to_string(), read.reader, read.network, read.client), (read.first.0, read.last.0, read.count))
    };
    reads.into_iter().map(entry).collect()
}

fn all() -> ReadSlice {
    ReadSlice { secret: SecretName::new("a").unwrap(), versions: Vec::new(), since: Timestamp(i64::MIN), limit: 10_000 }
}

/// Waits until so many events are added up.
async fn added_up(bed: &Bed, events: i64) {
    let sql = "SELECT CAST(COALESCE(SUM(added), 0) AS BIGINT) AS n FROM read_tally_progress";
    let raw = bed.raw().await;
    for _ in 0..600 {
        let row = raw.query_one_raw(Statement::from_string(raw.get_database_backend(), sql)).await.unwrap().unwrap();
        if row.try_get::<i64>("", "n").unwrap() == events {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{events} events were not added up in half a minute");
}

async fn reads_are_complete_before_and_after_they_are_added_up(bed: Bed) {
    let events = events(3_000);
    let (early, late) = events.split_at(2_000);
    bed.append(early.to_vec()).await;
    assert_eq!(keyed(bed.store.version_reads(&all()).await.unwrap()), counted(early));
    added_up(&bed, 2_000).await;
    assert_eq!(keyed(bed.store.version_reads(&all()).await.unwrap()), counted(early));
    bed.append(late.to_vec()).await;
    let reads = bed.store.version_reads(&all()).await.unwrap();
    assert!(reads.is_sorted_by(|one, next| one.last >= next.last));
    assert_eq!(keyed(reads), counted(&events), "partly added up");
    let newest = bed.store.version_reads(&ReadSlice { limit: 3, ..all() }).await.unwrap();
    assert_eq!(newest.len(), 3);
    for (key, figures) in keyed(newest) {
        assert_eq!(counted(&events)[&key], figures, "whole figures on a short page");
    }
    let recent = bed.store.version_reads(&ReadSlice { since: Timestamp(1_000 + 2_500), ..all() }).await.unwrap();
    assert!(!recent.is_empty());
    for (key, figures) in keyed(recent) {
        assert_eq!(counted(&events)[&key], figures, "whole figures, also of those that read since then");
    }
    let second = bed.store.version_reads(&ReadSlice { versions: vec![version_id("v2")], ..all() }).await.unwrap();
    let expected: BTreeMap<_, _> = counted(&events).into_iter().filter(|(key, _)| key.0 == "v2").collect();
    assert_eq!(keyed(second), expected);
}

async fn reads_are_made_anew_from_the_trail(bed: Bed) {
    let events = events(500);
    bed.append(events.clone()).await;
    added_up(&bed, 500).await;
    let raw = bed.raw().await;
    raw.execute_unprepared("DELETE FROM read_tally").await.unwrap();
    raw.execute_unprepared("DELETE FROM read_tally_progress").await.unwrap();
    assert_eq!(keyed(bed.store.version_reads(&all()).await.unwrap()), counted(&events));
    added_up(&bed, 500).await;
    assert_eq!(keyed(bed.store.version_reads(&all()).await.unwrap()), counted(&events));
}

async fn an_interrupted_batch_is_complete_and_continued(mut bed: Bed) {
    let mut events = events(4_000);
    // Many rows, so that the batch is written in many parts.
    events.iter_mut().enumerate().for_each(|(n, event)| event.agent = format!("sdk/{}", n % 997));
    bed.append(events.clone()).await;
    partly_added_up(&bed).await;
    bed.reopen().await;
    assert_eq!(keyed(bed.store.version_reads(&all()).await.unwrap()), counted(&events), "interrupted");
    added_up(&bed, 4_000).await;
    assert_eq!(keyed(bed.store.version_reads(&all()).await.unwrap()), counted(&events), "continued");
}

/// Waits until a batch is partly written.
async fn partly_added_up(bed: &Bed) {
    let raw = bed.raw().await;
    let sql = "SELECT through FROM read_tally_progress WHERE through > 0";
    for _ in 0..20_000 {
        if raw.query_one_raw(Statement::from_string(raw.get_database_backend(), sql)).await.unwrap().is_some() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    panic!("no batch was partly written");
}
