//! The audit trail as an auditor meets it.

use crate::world::*;
use strongroom_core::{CoreError, ops::trail::*};
use strongroom_domain::*;

fn lookup(filter: EventFilter, cursor: Option<String>, limit: u32) -> LookupEvents {
    let period = Period { from: Timestamp(0), to: Timestamp(i64::MAX) };
    LookupEvents { period, filter, cursor, limit, statistics: None }
}

#[tokio::test]
async fn events_are_found_in_order() {
    let w = World::new().await;
    w.create("a", "geheim-1").await;
    w.put("a", "v2", "geheim-2").await.unwrap();
    w.read("a", None, None).await.unwrap();
    let who = w.reader("someone", "b").await;
    let _ = w.run_as(&who, get("a", None, None)).await;
    let filter = EventFilter { terms: vec![(EventField::Resource, "a".into())], write: None };
    let events = w.lookup(filter).await.events;
    let told: Vec<_> = events
        .iter()
        .rev()
        .map(|e| format!("{} {} {}", e.event.actor.name, e.event.action.name(), e.event.result()))
        .collect();
    assert_eq!(
        told,
        [
            "admin CreateSecret ok",
            "admin PutSecretValue ok",
            "admin GetSecretValue ok",
            "someone GetSecretValue Denied"
        ]
    );
    assert!(!format!("{events:?}").contains("geheim"));
}

#[tokio::test]
async fn pages_reach_every_event_once() {
    let w = World::new().await;
    for i in 0..25 {
        w.pass(i % 3);
        w.create(&format!("s{i}"), "x").await;
    }
    let only = EventFilter { terms: vec![(EventField::Action, "CreateSecret".into())], write: None };
    let (mut cursor, mut seen) = (None, Vec::new());
    loop {
        let page = w.run(lookup(only.clone(), cursor, 4)).await.unwrap();
        seen.extend(page.events.iter().map(|e| e.event.target.clone().unwrap().name));
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    let expected: Vec<_> = (0..25).rev().map(|i| format!("s{i}")).collect();
    assert_eq!(seen, expected);
}

#[tokio::test]
async fn newer_cursor_leads_back_to_the_newest() {
    let w = World::new().await;
    for i in 0..11 {
        w.create(&format!("s{i}"), "x").await;
    }
    let only = EventFilter { terms: vec![(EventField::Action, "CreateSecret".into())], write: None };
    let page = async |cursor| {
        let EventsFound { events, next, newer, .. } = w.run(lookup(only.clone(), cursor, 4)).await.unwrap();
        let names: Vec<_> = events.iter().map(|e| e.event.target.clone().unwrap().name).collect();
        (names, next, newer)
    };
    let newest = page(None).await;
    assert_eq!((newest.0.join(" "), &newest.2), ("s10 s9 s8 s7".to_owned(), &None));
    let second = page(newest.1.clone()).await;
    let last = page(second.1.clone()).await;
    assert_eq!((last.0.join(" "), &last.1), ("s2 s1 s0".to_owned(), &None));

    // Back, page by page; ways on and back are those of the page itself.
    let back = page(last.2).await;
    assert_eq!((&back.0, &back.1), (&second.0, &second.1));
    assert!(back.2.is_some());
    assert_eq!(page(back.2).await, newest);
    // More has happened since: one is led there in two steps, and never to a page that is not full.
    for i in 11..14 {
        w.create(&format!("s{i}"), "x").await;
    }
    let between = page(second.2).await;
    assert_eq!(between.0, newest.0);
    let top = page(between.2).await;
    assert_eq!((top.0.join(" "), top.2), ("s13 s12 s11 s10".to_owned(), None));
}

#[tokio::test]
async fn an_export_holds_every_page_and_is_one_event() {
    let w = World::new().await;
    w.create("a", "x").await;
    for _ in 0..250 {
        w.read("a", None, None).await.unwrap();
    }
    let only = EventFilter { terms: vec![(EventField::Action, "GetSecretValue".into())], write: None };
    let period = Period { from: Timestamp(0), to: Timestamp(i64::MAX) };
    let taken = w.run(ExportEvents { period, filter: only.clone() }).await.unwrap();
    assert_eq!((taken.events.len(), taken.cut), (250, false));
    let mut sequences: Vec<_> = taken.events.iter().map(|e| e.sequence).collect();
    sequences.dedup();
    assert_eq!(sequences.len(), 250, "no event twice");
    let event = w.last_event().await;
    assert_eq!(event.action, Action::ExportEvents);
    let noted: Vec<_> = event.details.iter().map(|(_, text)| text.as_str()).collect();
    assert_eq!(noted, ["Action=GetSecretValue", "250"]);
    let exports = EventFilter { terms: vec![(EventField::Action, "ExportEvents".into())], write: None };
    assert_eq!(w.lookup(exports).await.events.len(), 1);
    let backwards = Period { from: Timestamp(2), to: Timestamp(1) };
    assert!(w.run(ExportEvents { period: backwards, filter: only }).await.is_err());
}

#[tokio::test]
async fn invalid_queries_are_rejected() {
    let w = World::new().await;
    let mut backwards = lookup(EventFilter::default(), None, 10);
    backwards.period = Period { from: Timestamp(5), to: Timestamp(5) };
    let many = EventFilter { terms: vec![(EventField::Actor, "x".into()); 51], write: None };
    for bad in [
        lookup(EventFilter::default(), None, 0),
        lookup(EventFilter::default(), None, 101),
        lookup(EventFilter::default(), Some("AAAA".into()), 10),
        lookup(many, None, 10),
        backwards,
    ] {
        assert!(matches!(w.run(bad).await, Err(CoreError::Invalid(_))));
    }
}

#[tokio::test]
async fn chain_is_verified_and_a_break_is_found() {
    let w = World::new().await;
    for i in 0..10 {
        w.create(&format!("s{i}"), "x").await;
    }
    let proof = w.run(VerifyTrail::whole()).await.unwrap();
    assert_eq!(proof.fault, None);
    assert!(proof.events >= 12, "initialise, unseal and ten creations at least: {}", proof.events);

    crate::tamper::sql(&w, "UPDATE trail_block SET body = zeroblob(length(body)) WHERE first_seq = 5").await;
    assert!(w.run(VerifyTrail::whole()).await.unwrap().fault.is_some());
}

#[tokio::test]
async fn statistics_count_what_matches() {
    let w = World::new().await;
    w.create("a", "x").await;
    for _ in 0..3 {
        w.read("a", None, None).await.unwrap();
    }
    let period = Period { from: Timestamp(START - 1000), to: Timestamp(START + 1000) };
    let filter = EventFilter { terms: vec![(EventField::Resource, "a".into())], write: None };
    let op = LookupEvents { period, filter, cursor: None, limit: 10, statistics: Some(4) };
    let statistics = w.run(op).await.unwrap().statistics.unwrap();
    let reads =
        statistics.counts.iter().find(|c| c.field == EventField::Action && c.value == "GetSecretValue").unwrap();
    assert_eq!(reads.count, 3);
    assert_eq!(statistics.histogram.len(), 4);
    assert_eq!(statistics.histogram.iter().map(|b| b.ok).sum::<u64>(), 4);
}
