//! Delivery: back-off, the log, tests, crashes, several processes.

use crate::{
    notices::{channel, update, webhook},
    notifier::{MINUTE, Notified, notifier},
    rotations::DAY,
    stores::{End, Shared},
};
use std::sync::Arc;
use strongroom_core::{Engine, Notifier, ops::notices::*};
use strongroom_domain::*;

#[tokio::test]
async fn dead_channel_is_tried_ever_less_for_a_day_and_delays_nobody() {
    let n = Notified::new().await;
    n.r.run(webhook("dead")).await.unwrap();
    n.inbox.fail_next("dead", (0..1_000).map(|_| DeliveryOutcome::Refused));
    n.r.rotate("v2").await;
    assert_eq!(n.news().await.len(), 1, "the other channel has it");
    let dead = async || n.log().await.into_iter().find(|one| one.channel.as_str() == "dead").unwrap();
    let mut tries = 1;
    let mut last = dead().await;
    while last.state == DeliveryState::Waiting {
        assert_eq!((last.attempts, last.outcome, last.status), (tries, Some(DeliveryOutcome::Refused), Some(500)));
        let wait = last.next_try.unwrap().0 - n.r.process.engine.now().0;
        let longest = (5_000_i64 << (tries - 1).min(20)).min(15 * MINUTE);
        assert!((longest / 4 * 3..=longest).contains(&wait), "{wait} after {tries}");
        n.notifier.catch_up().await.unwrap();
        assert_eq!(dead().await.attempts, tries, "not before its time");
        n.pass(wait);
        n.notifier.catch_up().await.unwrap();
        (tries, last) = (tries + 1, dead().await);
    }
    assert_eq!((last.state, last.next_try), (DeliveryState::GaveUp, None));
    assert!((90..=140).contains(&tries), "{tries}");
    assert!(n.r.works().await);
    n.pass(31 * DAY);
    n.notifier.catch_up().await.unwrap();
    assert!(n.log().await.is_empty(), "the log keeps a month");
}

#[tokio::test]
async fn recovered_channel_gets_the_same_message_with_the_same_id() {
    let n = Notified::new().await;
    n.inbox.fail_next("ops", [DeliveryOutcome::Unreachable, DeliveryOutcome::Late]);
    n.r.rotate("v2").await;
    assert_eq!(n.news().await, []);
    let id = n.log().await[0].id;
    for _ in 0..2 {
        n.pass(10_000);
        n.notifier.catch_up().await.unwrap();
    }
    let messages = n.inbox.messages();
    assert_eq!((messages.len(), messages[0].1.id, messages[0].1.attempt), (1, id, 3));
    assert_eq!((n.log().await[0].state, n.log().await[0].attempts), (DeliveryState::Delivered, 3));
}

#[tokio::test]
async fn disabled_and_deleted_channels_get_nothing_that_waits() {
    let n = Notified::new().await;
    n.r.run(webhook("gone")).await.unwrap();
    for channel in ["ops", "gone"] {
        n.inbox.fail_next(channel, [DeliveryOutcome::Unreachable]);
    }
    n.r.rotate("v2").await;
    n.notifier.catch_up().await.unwrap();
    n.r.run(UpdateNotificationChannel { enabled: Some(false), ..update("ops") }).await.unwrap();
    n.r.run(DeleteNotificationChannel { name: channel("gone") }).await.unwrap();
    n.pass(MINUTE);
    assert_eq!(n.news().await, []);
    let log = n.log().await;
    assert_eq!((log.len(), log[0].state), (1, DeliveryState::Dropped));
}

#[tokio::test]
async fn test_is_sent_at_once_and_logged_whatever_the_channel_is_for() {
    let n = Notified::new().await;
    let (w, engine) = (&n.r.w, &n.r.process.engine);
    engine.deliver_with(n.inbox.clone());
    n.r.run(UpdateNotificationChannel { enabled: Some(false), ..update("ops") }).await.unwrap();
    let call = w.call_of(&w.admin);
    let test = TestNotificationChannel { name: channel("ops") };
    let tested = engine.test_channel(&call, &test).await.unwrap();
    assert_eq!((tested.outcome, tested.status), (DeliveryOutcome::Accepted, Some(204)));
    n.inbox.fail_next("ops", [DeliveryOutcome::Refused]);
    let tested = engine.test_channel(&w.call_of(&w.admin), &test).await.unwrap();
    assert_eq!((tested.outcome, tested.status), (DeliveryOutcome::Refused, Some(500)));
    n.pass(MINUTE);
    assert_eq!(n.news().await, [("ops".to_owned(), "test", false, 1)], "a test is not tried again");
    let states: Vec<_> = n.log().await.iter().map(|one| (one.kind, one.state)).collect();
    assert_eq!(states.len(), 2);
    assert!(states.contains(&(NoticeKind::Test, DeliveryState::GaveUp)), "{states:?}");
}

/// A second process on the same database.
async fn second(n: &Notified) -> (Arc<Shared>, Arc<Engine>, Arc<Notifier>) {
    let store = Shared::of(&n.r.w);
    let engine = Arc::new(Engine::new(store.clone(), n.r.w.clock.clone()));
    engine.unseal(&n.r.w.root).await.unwrap();
    let notifier = notifier(&engine, &n.inbox, None);
    (store, engine, notifier)
}

#[tokio::test]
async fn two_processes_send_each_message_once() {
    let n = Notified::new().await;
    let (_, _, other) = second(&n).await;
    n.r.run(UpdateNotificationChannel { digest_minutes: Some(0), ..update("ops") }).await.unwrap();
    n.notifier.catch_up().await.unwrap();
    for id in ["v2", "v3", "v4", "v5"] {
        n.r.rotate(id).await;
        let (one, two) = tokio::join!(n.notifier.catch_up(), other.catch_up());
        one.unwrap();
        two.unwrap();
    }
    let ids: Vec<_> = n.inbox.messages().into_iter().map(|(_, message)| message.id).collect();
    let distinct: std::collections::BTreeSet<_> = ids.iter().collect();
    assert_eq!((ids.len(), distinct.len()), (4, 4));
}

#[tokio::test]
async fn killed_process_leaves_its_message_to_another_which_sends_it_with_the_same_id() {
    // Commits of a notifier: 1 makes the message, 2 takes it, 3 reports it.
    for (commit, end, tries) in [
        (1, End::BeforeCommit, 1),
        (1, End::AfterCommit, 1),
        (2, End::BeforeCommit, 1),
        (2, End::AfterCommit, 1),
        (3, End::BeforeCommit, 2),
    ] {
        let n = Notified::new().await;
        n.r.rotate("v2").await;
        let (store, _, killed) = second(&n).await;
        store.end_at(commit, end);
        tokio::select! {
            done = killed.catch_up() => panic!("it ended at {commit} {end:?}: {done:?}"),
            () = store.ended() => {}
        }
        n.notifier.catch_up().await.unwrap();
        n.pass(limits::DELIVERY_LEASE_MS);
        n.notifier.catch_up().await.unwrap();
        let messages = n.inbox.messages();
        assert_eq!(messages.len(), tries, "{commit} {end:?}");
        assert!(messages.iter().all(|(_, message)| message.id == messages[0].1.id));
        assert_eq!(n.log().await[0].state, DeliveryState::Delivered);
    }
}

#[tokio::test]
async fn report_of_a_process_that_lost_its_lease_is_refused() {
    let n = Notified::new().await;
    n.r.rotate("v2").await;
    let (_, _, slow) = second(&n).await;
    let stalled = n.inbox.stall();
    let slow = tokio::spawn(async move { slow.catch_up().await });
    while !n.inbox.is_stalled() {
        tokio::task::yield_now().await;
    }
    n.pass(limits::DELIVERY_LEASE_MS);
    n.notifier.catch_up().await.unwrap();
    assert_eq!(n.log().await[0].state, DeliveryState::Delivered);
    let before = n.log().await[0].clone();
    stalled.notify_one();
    slow.await.unwrap().unwrap();
    assert_eq!(n.log().await[0], before, "its report changes nothing");
}
