//! Two nodes on one PostgreSQL: nothing waits in a circle, a row that somebody holds fails alone, and a commit is answered truthfully
//! when its connection is lost.

use crate::{
    proxy::{Cut, Proxy},
    support::*,
};
use sea_orm::{ConnectionTrait, TransactionTrait};
use std::{
    sync::Arc,
    time::{Duration, Instant},
};
use strongroom_core::ports::*;
use strongroom_domain::*;
use strongroom_store::SqlStore;
use tokio::task::JoinSet;

/// Longest time until a caller learns that the database is gone: two seconds, and half a second for a busy machine.
const ANSWERED: Duration = Duration::from_millis(2500);

async fn second_node(bed: &Bed) -> Arc<SqlStore> {
    SqlStore::open(bed.options.clone()).await.unwrap()
}

fn tagged_again(n: u128, name: &str, revision: u64, by: &str) -> Change {
    let mut row = tagged(secret(n, name), &[("by", by)]);
    row.revision = revision + 1;
    SecretChange::Put(auth(row), Expect::Revision(revision)).into()
}

async fn revision_of(store: &SqlStore, name: &str) -> u64 {
    store.secret_revision(&SecretName::new(name).unwrap()).await.unwrap().unwrap().1
}

/// 2,000 rounds on twenty pairs of secrets: each node changes both, in opposite order, while reads are recorded.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nodes_that_change_the_same_rows_in_opposite_order_never_fail() {
    let bed = Bed::postgres().await;
    let other = second_node(&bed).await;
    let mut pairs = JoinSet::new();
    for pair in 0..20_u128 {
        let (one, two) = (format!("one{pair}"), format!("two{pair}"));
        bed.put(vec![absent(secret(100 + pair, &one)), absent(secret(200 + pair, &two))]).await.unwrap();
        let stores = [Arc::clone(&bed.store), Arc::clone(&other)];
        pairs.spawn(async move {
            for round in 0..100 {
                let revisions = (revision_of(&stores[0], &one).await, revision_of(&stores[0], &two).await);
                let forwards = vec![
                    tagged_again(100 + pair, &one, revisions.0, "a"),
                    tagged_again(200 + pair, &two, revisions.1, "a"),
                ];
                let backwards = vec![
                    tagged_again(200 + pair, &two, revisions.1, "b"),
                    tagged_again(100 + pair, &one, revisions.0, "b"),
                ];
                let read = || Commit { changes: Vec::new(), event: event(round), nonce: None };
                let (first, second, third, fourth) = tokio::join!(
                    stores[0].commit(Commit { changes: forwards, event: event(round), nonce: None }),
                    stores[1].commit(Commit { changes: backwards, event: event(round), nonce: None }),
                    stores[0].commit(read()),
                    stores[1].commit(read()),
                );
                assert!(third.is_ok() && fourth.is_ok(), "reads do not wait for rows: {third:?} {fourth:?}");
                match (&first, &second) {
                    (Ok(()), Err(StoreError::Conflict)) | (Err(StoreError::Conflict), Ok(())) => {}
                    both => panic!("exactly one is first: {both:?}"),
                }
            }
        });
    }
    while let Some(done) = pairs.join_next().await {
        done.unwrap();
    }
    assert_eq!(bed.verified().await.len(), 20 + 2000 * 3);
    other.close().await;
}

/// Every kind of row, by a fixed sequence of pseudo-random numbers.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nodes_with_random_changes_fail_only_by_conflicts() {
    let bed = Bed::postgres().await;
    let other = second_node(&bed).await;
    bed.put(vec![KeyChange::Put(auth(cmk(1)), Expect::Absent).into()]).await.unwrap();
    let mut nodes = JoinSet::new();
    for (seed, store) in [(1_u64, Arc::clone(&bed.store)), (2, Arc::clone(&other))] {
        for lane in 0..8_u64 {
            let store = Arc::clone(&store);
            nodes.spawn(async move {
                let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ lane;
                let mut draw = |below: u64| {
                    state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                    (state >> 33) % below
                };
                let mut done = 0;
                for round in 0..100 {
                    let changes = (0..1 + draw(4)).map(|_| random_change(&mut draw)).collect();
                    match store.commit(Commit { changes, event: event(round), nonce: None }).await {
                        Ok(()) => done += 1,
                        Err(StoreError::Conflict | StoreError::NonceUsed) => {}
                        Err(error) => panic!("{error}"),
                    }
                }
                done
            });
        }
    }
    let mut done = 0;
    while let Some(count) = nodes.join_next().await {
        done += count.unwrap();
    }
    assert!(done > 100, "{done} commits succeeded");
    assert_eq!(bed.verified().await.len(), 1 + done);
    other.close().await;
}

fn random_change(draw: &mut impl FnMut(u64) -> u64) -> Change {
    let n = u128::from(1 + draw(5));
    let expect = match draw(3) {
        0 => Expect::Absent,
        one => Expect::Revision(one),
    };
    let next = match expect {
        Expect::Absent => 1,
        Expect::Revision(revision) => revision + 1 - draw(2),
    };
    match draw(9) {
        0 | 1 => {
            let mut row = tagged(secret(n, &format!("s{n}")), &[("n", "x")]);
            row.revision = next;
            SecretChange::Put(auth(row), expect).into()
        }
        2 => SecretChange::Remove(SecretId(id(n)), expect).into(),
        3 => SecretChange::PutVersion(auth(version(n, &format!("v{}", draw(1000)), 2))).into(),
        4 | 5 => {
            let mut row = user(n, &format!("user{n}"));
            row.revision = next;
            IdentityChange::PutUser(auth(row), expect).into()
        }
        6 => IdentityChange::RemoveUser(UserId(id(n)), expect).into(),
        7 => SessionChange::End { user: UserId(id(n)), but: None }.into(),
        _ => SessionChange::UseNonce { fingerprint: [draw(40) as u8; 16], expires: Timestamp(i64::MAX) }.into(),
    }
}

/// A session that somebody left open in the middle of a transaction.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn row_that_another_transaction_holds_fails_alone() {
    let bed = Bed::postgres().await;
    bed.put(vec![absent(secret(1, "held")), absent(secret(2, "free"))]).await.unwrap();
    let raw = bed.raw().await;
    let holder = raw.begin().await.unwrap();
    holder.execute_unprepared("UPDATE secret SET updated = updated WHERE name = 'held'").await.unwrap();
    let (store, began) = (Arc::clone(&bed.store), Instant::now());
    let held = tokio::spawn(async move {
        store.commit(Commit { changes: vec![tagged_again(1, "held", 1, "a")], event: event(1), nonce: None }).await
    });
    for revision in 1..=10 {
        let at = Instant::now();
        bed.append([event(2)]).await;
        bed.put(vec![tagged_again(2, "free", revision, "a")]).await.unwrap();
        assert!(at.elapsed() < ANSWERED, "{:?}", at.elapsed());
    }
    let result = held.await.unwrap();
    assert!(matches!(result, Err(StoreError::Contended(_))), "{result:?} after {:?}", began.elapsed());
    assert_eq!(revision_of(&bed.store, "held").await, 1, "nothing was changed");
    let (store, began) = (Arc::clone(&bed.store), Instant::now());
    let waiting = tokio::spawn(async move {
        store.commit(Commit { changes: vec![tagged_again(1, "held", 1, "b")], event: event(3), nonce: None }).await
    });
    tokio::time::timeout(Duration::from_millis(1500), async {
        while began.elapsed() < Duration::from_millis(1200) {
            bed.append([event(4)]).await;
        }
    })
    .await
    .unwrap();
    holder.rollback().await.unwrap();
    waiting.await.unwrap().unwrap();
    assert_eq!(revision_of(&bed.store, "held").await, 2);
}

/// A table that an administrator has locked.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn read_of_a_locked_table_is_given_up() {
    let bed = Bed::postgres().await;
    bed.put(vec![absent(secret(1, "a"))]).await.unwrap();
    let raw = bed.raw().await;
    let holder = raw.begin().await.unwrap();
    holder.execute_unprepared("LOCK TABLE secret IN ACCESS EXCLUSIVE MODE").await.unwrap();
    let began = Instant::now();
    let result = bed.store.secret(&SecretName::new("a").unwrap()).await;
    assert!(matches!(result, Err(StoreError::Contended(_))), "{result:?}");
    assert!(began.elapsed() < ANSWERED, "{:?}", began.elapsed());
    bed.append([event(1)]).await;
    holder.rollback().await.unwrap();
    assert_eq!(revision_of(&bed.store, "a").await, 1);
}

/// A server whose connections lead through a proxy.
async fn behind_proxy() -> (Bed, Proxy) {
    let direct = Bed::fresh_database().await;
    let (account, place) = direct.strip_prefix("postgres://").unwrap().split_once('@').unwrap();
    let (server, database) = place.split_once('/').unwrap();
    let proxy = Proxy::to(server).await;
    (Bed::of_url(format!("postgres://{account}@{}/{database}", proxy.address), None).await, proxy)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn commit_whose_response_is_lost_is_answered_by_what_became_of_it() {
    let (bed, proxy) = behind_proxy().await;
    bed.put(vec![absent(secret(1, "a"))]).await.unwrap();
    for (n, cut) in [(2, Cut::AfterCommit), (3, Cut::BeforeCommit)] {
        proxy.arm(cut);
        bed.put(vec![absent(secret(n, &format!("s{n}")))]).await.unwrap();
        assert!(!proxy.is_armed(), "the connection was cut");
        assert_eq!(revision_of(&bed.store, &format!("s{n}")).await, 1);
    }
    bed.append([event(7)]).await;
    assert_eq!(bed.verified().await.len(), 4, "each commit is in the trail once");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn outcome_is_unknown_when_the_database_is_gone_after_commit() {
    let (bed, proxy) = behind_proxy().await;
    bed.put(vec![absent(secret(1, "a"))]).await.unwrap();
    proxy.arm(Cut::AfterCommitForGood);
    let began = Instant::now();
    let result = bed.put(vec![absent(secret(2, "b"))]).await;
    assert!(matches!(result, Err(StoreError::Unknown(_))), "{result:?}");
    assert!(began.elapsed() < 2 * ANSWERED, "{:?}", began.elapsed());
    proxy.reconnect();
    recovered(&bed).await;
    assert_eq!(revision_of(&bed.store, "b").await, 1, "here it had happened");
    let events = bed.verified().await;
    let sequences: Vec<_> = events.iter().map(|stored| stored.sequence).collect();
    assert_eq!(sequences, (1..=events.len() as u64).collect::<Vec<_>>(), "the chain continues behind it");
}

/// Waits until commits succeed again.
async fn recovered(bed: &Bed) {
    let began = Instant::now();
    while let Err(error) = bed.store.commit(Commit { changes: Vec::new(), event: event(9), nonce: None }).await {
        assert!(began.elapsed() < Duration::from_secs(20), "{error}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn database_that_is_down_or_hangs_is_answered_in_two_seconds_and_recovers() {
    let (bed, proxy) = behind_proxy().await;
    bed.put(vec![absent(secret(1, "a"))]).await.unwrap();
    for hangs in [false, true] {
        match hangs {
            true => proxy.hang(),
            false => proxy.disconnect(),
        }
        let began = Instant::now();
        let mut calls = JoinSet::new();
        for n in 0..30 {
            let store = Arc::clone(&bed.store);
            calls.spawn(async move {
                let (at, name) = (Instant::now(), SecretName::new("a").unwrap());
                let result = match n % 3 {
                    0 => store.commit(Commit { changes: Vec::new(), event: event(1), nonce: None }).await,
                    1 => {
                        store
                            .commit(Commit {
                                changes: vec![tagged_again(1, "a", 99, "x")],
                                event: event(1),
                                nonce: None,
                            })
                            .await
                    }
                    _ => store.secret(&name).await.map(drop),
                };
                (result, at.elapsed())
            });
        }
        while let Some(done) = calls.join_next().await {
            let (result, took) = done.unwrap();
            assert!(matches!(result, Err(StoreError::Unavailable(_))), "{result:?}");
            assert!(took < ANSWERED, "{took:?}");
        }
        assert!(began.elapsed() < ANSWERED);
        // Once it is known, nobody waits.
        let at = Instant::now();
        assert!(bed.put(vec![]).await.is_err());
        assert!(at.elapsed() < Duration::from_millis(500), "{:?}", at.elapsed());
        proxy.reconnect();
        recovered(&bed).await;
        assert_eq!(revision_of(&bed.store, "a").await, 1);
    }
}
