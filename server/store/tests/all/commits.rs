//! Group commit: conflicts within a batch, and the chain afterwards.

use crate::support::*;
use std::sync::Arc;
use strongroom_core::ports::*;
use strongroom_domain::*;

on_both! {
    conflicting_commit_of_a_batch_fails_alone
    one_of_concurrent_changes_of_a_row_succeeds
    one_of_concurrent_uses_of_a_nonce_succeeds
    rejected_commit_leaves_no_changes
    chain_continues_after_reopening
    commits_after_closing_are_rejected
    commit_succeeds_after_another_block_took_its_position
    commits_of_abandoned_callers_leave_the_trail_intact
    each_writer_has_its_own_chain
}

/// Commits concurrently and returns the results in order.
async fn commit_together(bed: &Bed, commits: Vec<Commit>) -> Vec<Result<(), StoreError>> {
    let tasks: Vec<_> = commits
        .into_iter()
        .map(|commit| {
            let store = Arc::clone(&bed.store);
            tokio::spawn(async move { store.commit(commit).await })
        })
        .collect();
    let mut results = Vec::new();
    for task in tasks {
        results.push(task.await.unwrap());
    }
    results
}

async fn conflicting_commit_of_a_batch_fails_alone(bed: Bed) {
    bed.put(vec![absent(secret(1, "taken"))]).await.unwrap();
    let commits = (0..200u128).map(|n| {
        let row = match n % 3 {
            0 => secret(1000 + n, "taken"),
            _ => secret(1000 + n, &format!("s{n}")),
        };
        let changes = if n % 3 == 2 {
            vec![]
        } else {
            vec![absent(row), SecretChange::PutVersion(auth(version(1000 + n, "v1", 1))).into()]
        };
        Commit { changes, event: event(n as i64), nonce: None }
    });
    let results = commit_together(&bed, commits.collect()).await;
    for (n, result) in results.iter().enumerate() {
        match n % 3 {
            0 => assert!(matches!(result, Err(StoreError::Conflict)), "{n}: {result:?}"),
            _ => assert!(result.is_ok(), "{n}: {result:?}"),
        }
    }
    let mut requests: Vec<_> = bed.verified().await.into_iter().skip(1).map(|stored| stored.event.request).collect();
    requests.sort();
    let expected: Vec<_> = (0..200u128).filter(|n| n % 3 != 0).map(|n| RequestId(id(n))).collect();
    assert_eq!(requests, expected, "exactly the successful commits have an event");
    let list =
        bed.store.secrets(&SecretFilter::default(), SecretSort::Name, &SecretSlice::After(None), 100).await.unwrap();
    assert_eq!(list.total, Total::Exactly(1 + 67));
    assert_eq!(bed.store.versions(SecretId(id(1000))).await.unwrap().verified(), []);
    assert_eq!(bed.store.versions(SecretId(id(1001))).await.unwrap().verified().len(), 1);
}

async fn one_of_concurrent_changes_of_a_row_succeeds(bed: Bed) {
    bed.put(vec![absent(secret(1, "a"))]).await.unwrap();
    let commits = (0..50).map(|n| {
        let mut row = described(secret(1, "a"), &format!("by {n}"));
        row.revision = 2;
        Commit { changes: vec![SecretChange::Put(auth(row), Expect::Revision(1)).into()], event: event(n), nonce: None }
    });
    let results = commit_together(&bed, commits.collect()).await;
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1);
    assert!(results.iter().all(|result| matches!(result, Ok(()) | Err(StoreError::Conflict))));
    let winner = results.iter().position(Result::is_ok).unwrap();
    let row = bed.store.secret(&SecretName::new("a").unwrap()).await.unwrap().verified().unwrap();
    assert_eq!(row.description.as_str(), format!("by {winner}"));
}

async fn one_of_concurrent_uses_of_a_nonce_succeeds(bed: Bed) {
    let nonce: Change = SessionChange::UseNonce { fingerprint: [1; 16], expires: Timestamp(i64::MAX) }.into();
    let commits = (0..50).map(|n| Commit { changes: vec![nonce.clone()], event: event(n), nonce: None }).collect();
    let results = commit_together(&bed, commits).await;
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1);
    assert!(results.iter().all(|result| matches!(result, Ok(()) | Err(StoreError::NonceUsed))), "{results:?}");
    assert_eq!(bed.verified().await.len(), 1);
}

async fn rejected_commit_leaves_no_changes(bed: Bed) {
    let changes = vec![
        TrailChange::Append(Box::new(event(2))).into(),
        InstallationChange::Put(auth(installation())).into(),
        IdentityChange::PutUser(auth(user(1, "app")), Expect::Absent).into(),
        KeyChange::Put(auth(cmk(1)), Expect::Absent).into(),
        absent(tagged(secret(1, "a"), &[("team", "x")])),
        SecretChange::RemoveVersion(SecretId(id(1)), VersionId::new("none").unwrap()).into(),
    ];
    assert!(matches!(bed.put(changes).await, Err(StoreError::Conflict)));
    assert_eq!(bed.store.installation().await.unwrap(), None);
    assert_eq!(bed.store.user(UserId(id(1))).await.unwrap().verified(), None);
    assert_eq!(bed.store.cmks().await.unwrap().verified(), []);
    assert_eq!(bed.store.tag_keys().await.unwrap(), []);
    assert_eq!(bed.verified().await, []);
    bed.put(vec![absent(secret(1, "a")), TrailChange::Append(Box::new(event(2))).into()]).await.unwrap();
    let events = bed.verified().await;
    assert_eq!(events.iter().map(|one| one.sequence).collect::<Vec<_>>(), [1, 2], "a rejected commit leaves no gap");
}

async fn chain_continues_after_reopening(mut bed: Bed) {
    bed.append((0..300).map(event)).await;
    let before = bed.store.writers().await.unwrap();
    bed.reopen().await;
    bed.append((300..310).map(event)).await;
    bed.reopen().await;
    bed.append((310..320).map(event)).await;
    assert_eq!(bed.verified().await.len(), 320);
    let writers = bed.store.writers().await.unwrap();
    assert_eq!(writers[..1], before);
    assert_eq!(writers.len(), if bed.is_sqlite() { 1 } else { 3 });
}

async fn commits_after_closing_are_rejected(bed: Bed) {
    bed.append([event(1)]).await;
    bed.store.close().await;
    bed.store.close().await;
    assert!(matches!(bed.put(vec![]).await, Err(StoreError::Unavailable(_))));
    assert!(matches!(bed.store.installation().await, Err(StoreError::Unavailable(_))));
}

/// The block of a second process with the same writer, or of a COMMIT whose response was lost.
async fn commit_succeeds_after_another_block_took_its_position(bed: Bed) {
    use sea_orm::{ConnectionTrait, Statement};
    use strongroom_trail::Chain;
    bed.append([event(1), event(2)]).await;
    let writer = bed.store.writers().await.unwrap()[0];
    let blocks = bed.store.blocks(writer, 1, 10).await.unwrap();
    let foreign = Chain::after(blocks.last().unwrap()).block(&[event(3), event(4)]);
    let raw = bed.raw().await;
    let sql = "INSERT INTO trail_block (writer, first_seq, count, from_time, to_time, hash, body) VALUES (1, $1, 2, $2, $3, $4, $5)";
    let values = [
        (foreign.first as i64).into(),
        foreign.from.0.into(),
        foreign.to.0.into(),
        foreign.hash.to_vec().into(),
        foreign.body.clone().into(),
    ];
    raw.execute_raw(Statement::from_sql_and_values(raw.get_database_backend(), sql, values)).await.unwrap();
    bed.append([event(5)]).await;
    bed.put(vec![absent(secret(1, "a"))]).await.unwrap();
    assert_eq!(bed.verified().await.len(), 6);
}

async fn commits_of_abandoned_callers_leave_the_trail_intact(bed: Bed) {
    for n in 0..50 {
        let store = Arc::clone(&bed.store);
        let task =
            tokio::spawn(async move { store.commit(Commit { changes: vec![], event: event(n), nonce: None }).await });
        tokio::task::yield_now().await;
        task.abort();
    }
    bed.append([event(99)]).await;
    assert!(bed.verified().await.iter().any(|stored| stored.event == event(99)));
}

/// Two processes on one PostgreSQL write two chains; on one SQLite file they take turns in one.
async fn each_writer_has_its_own_chain(bed: Bed) {
    let other = strongroom_store::SqlStore::open(bed.options.clone()).await.unwrap();
    for n in 0..20 {
        bed.append([event(n)]).await;
        other.commit(Commit { changes: vec![], event: event(100 + n), nonce: None }).await.unwrap();
        other
            .commit(Commit {
                changes: vec![absent(secret(n as u128, &format!("s{n}")))],
                event: event(200 + n),
                nonce: None,
            })
            .await
            .unwrap();
    }
    other.close().await;
    assert_eq!(bed.verified().await.len(), 60);
    assert_eq!(bed.store.writers().await.unwrap().len(), if bed.is_sqlite() { 1 } else { 2 });
}
