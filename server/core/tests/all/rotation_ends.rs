//! A process that is killed in the middle of a rotation, after and before each of its durable writes: another one takes over, and
//! readers never keep a credential that does not work.

use crate::{
    rotations::{Process, Rotating, SECRET, account, credential, each_week, managed},
    stores::End,
    world::*,
};
use strongroom_core::ops::{rotations::DescribeRotation, secrets::ListSecretVersionIds};
use strongroom_domain::*;

/// Writes of a rotation that nothing disturbs: the first step is taken, and each is reported together with taking the next.
const WRITES: u32 = 5;
/// With two accounts, of which the old one has a grace period. The last step is taken after it.
const WRITES_WITH_GRACE: u32 = WRITES + 1;

fn writes(strategy: Strategy) -> u32 {
    if strategy == Strategy::TwoAccounts { WRITES_WITH_GRACE } else { WRITES }
}

async fn killed_at(strategy: Strategy, commit: u32, end: End) -> bool {
    let r = Rotating::new(strategy, Some("r")).await;
    let rotation = r.begin("v2").await;
    let killed = Process::of(&r.w, &r.target).await;
    killed.store.end_at(commit, end);
    let survived = tokio::select! {
        done = killed.reconciler.catch_up() => { done.unwrap(); true }
        () = killed.store.ended() => false,
    };
    // Whatever the killed process had taken is taken over when it has said nothing for so long.
    r.catch_up().await;
    r.w.pass(limits::ROTATION_LEASE_MS);
    r.catch_up().await;
    r.notice();
    let context = format!("{strategy:?}, killed at commit {commit}, {end:?}");
    assert!(r.works().await, "{context}: readers have a credential that does not work");
    r.w.pass(3 * Timestamp::DAY_MS);
    r.catch_up().await;
    let op = DescribeRotation { name: name(SECRET), rotation: Some(rotation) };
    let state = r.run(op).await.unwrap().rotation.unwrap().state;
    assert_eq!(state.phase, RunPhase::Done, "{context}");
    assert!(r.works().await && !r.target.accepts("app", "old"), "{context}");
    assert_eq!(r.described().await.plan.open, None, "{context}");
    survived
}

#[tokio::test]
async fn rotation_ends_well_wherever_its_process_is_killed() {
    for strategy in [Strategy::OneAccount, Strategy::TwoAccounts] {
        for commit in 1..=writes(strategy) {
            for end in [End::AfterCommit, End::BeforeCommit] {
                let survived = killed_at(strategy, commit, end).await;
                // The last two are made after the grace of the old account.
                assert!(!survived || strategy == Strategy::TwoAccounts && commit > WRITES_WITH_GRACE - 2, "{commit}");
            }
        }
    }
    assert!(killed_at(Strategy::OneAccount, WRITES + 1, End::AfterCommit).await, "there are no more writes");
}

#[tokio::test]
async fn rotation_ends_well_wherever_the_database_stops_taking_changes() {
    for strategy in [Strategy::OneAccount, Strategy::TwoAccounts] {
        for commit in 1..=writes(strategy) {
            let r = Rotating::new(strategy, Some("r")).await;
            r.begin("v2").await;
            let node = Process::of(&r.w, &r.target).await;
            node.store.unwritable_from(commit);
            // What comes after the grace of the old account is not reached now.
            let _ = node.reconciler.catch_up().await;
            let refused = node.store.writable();
            assert!(refused || strategy == Strategy::TwoAccounts && commit > WRITES_WITH_GRACE - 2, "{commit}");
            r.w.pass(limits::ROTATION_LEASE_MS);
            r.catch_up().await;
            r.notice();
            assert!(r.works().await, "{strategy:?}, {commit}");
            r.w.pass(3 * Timestamp::DAY_MS);
            r.catch_up().await;
            assert!(r.works().await && !r.target.accepts("app", "old"), "{strategy:?}, {commit}");
            assert_eq!(r.described().await.plan.open, None, "{strategy:?}, {commit}");
        }
    }
}

#[tokio::test]
async fn two_processes_rotate_each_due_secret_once() {
    const SECRETS: usize = 40;
    let r = Rotating::new(Strategy::OneAccount, Some("r")).await;
    let name_of = |n: usize| format!("db/{n}");
    for n in 0..SECRETS {
        r.target.set(&format!("app{n}"), "old");
        r.run(managed(&name_of(n), &credential(&format!("app{n}"), "old"))).await.unwrap();
        let mut plan = each_week(&name_of(n), Strategy::OneAccount);
        plan.plan.accounts = vec![account(&format!("app{n}"))];
        r.run(plan).await.unwrap();
    }
    let other = Process::of(&r.w, &r.target).await;
    r.w.pass(8 * Timestamp::DAY_MS);
    let (one, two) = tokio::join!(r.process.reconciler.catch_up(), other.reconciler.catch_up());
    one.and(two).unwrap();
    r.w.pass(limits::ROTATION_LEASE_MS);
    r.catch_up().await;
    for n in 0..SECRETS {
        let value = r.run(get(&name_of(n), None, None)).await.unwrap();
        let versions = r.run(ListSecretVersionIds { name: name(&name_of(n)), include_unlabelled: true }).await.unwrap();
        assert_eq!(versions.versions.len(), 2, "{n} rotated once");
        let text = String::from_utf8(value.value.expose().to_vec()).unwrap();
        let open = r.run(DescribeRotation { name: name(&name_of(n)), rotation: None }).await.unwrap().rotation;
        assert!(text.contains("new-"), "{text} {open:?}");
    }
    // A set and a revocation each.
    assert_eq!(r.target.changes.load(std::sync::atomic::Ordering::SeqCst), 2 * SECRETS as u32);
}
