//! The door itself: who may, what is recorded, what happens when it cannot be.

use crate::world::*;
use std::sync::Arc;
use strongroom_core::{CoreError, Engine, NewInstallation, Thing, UnsealError, ops};
use strongroom_crypto::RootKey;
use strongroom_domain::*;
use strongroom_trail::Outcome;

#[tokio::test]
async fn a_read_is_recorded_with_its_exact_version() {
    let w = World::new().await;
    w.create("a/b", "x").await;
    w.put("a/b", "v2", "y").await.unwrap();
    assert_eq!(w.read("a/b", None, Some("ACSPrevious")).await.unwrap(), "v1=x");
    let event = w.last_event().await;
    assert_eq!(event.action, Action::GetSecretValue);
    assert_eq!(event.actor.name, "admin");
    assert_eq!(event.address, Some("192.0.2.1".parse().unwrap()));
    let target = event.target.unwrap();
    assert_eq!((target.name.as_str(), target.version.as_deref()), ("a/b", Some("v1")));
    assert_eq!(event.outcome, Outcome::Ok);
}

#[tokio::test]
async fn absent_and_denied_look_alike_and_the_event_tells_which() {
    let w = World::new().await;
    w.create("there", "x").await;
    let who = w.reader("someone", "other").await;
    for secret in ["there", "nowhere"] {
        assert_eq!(w.run_as(&who, get(secret, None, None)).await.err(), Some(CoreError::Denied));
        let event = w.last_event().await;
        let Outcome::Failed { code, reason } = event.outcome else { panic!("must be recorded as failed") };
        assert_eq!(code, "Denied");
        assert!(reason.starts_with("no policy allows kms:GetSecretValue on acs:kms:local:"), "{reason}");
    }
}

#[tokio::test]
async fn policies_allow_and_deny() {
    let w = World::new().await;
    w.create("app/db", "x").await;
    w.create("app/key", "y").await;
    let who = w.reader("someone", "app/d*").await;
    assert!(w.run_as(&who, get("app/db", None, None)).await.is_ok());
    assert!(w.run_as(&who, ops::secrets::DescribeSecret { name: name("app/db"), outline: false }).await.is_ok());
    assert_eq!(w.run_as(&who, get("app/key", None, None)).await.err(), Some(CoreError::Denied));
    assert_eq!(w.run_as(&who, put("app/db", "v2", "z", &["ACSCurrent"])).await.err(), Some(CoreError::Denied));
    assert_eq!(w.run_as(&who, ops::keys::ListKeys).await.err(), Some(CoreError::Denied));

    let auditor = w.user("auditor", &[system("StrongroomAuditor")]).await;
    assert!(w.run_as(&auditor, ops::keys::ListKeys).await.is_ok());
    assert!(w.run_as(&auditor, ops::trail::VerifyTrail::whole()).await.is_ok());
    assert_eq!(w.run_as(&auditor, get("app/db", None, None)).await.err(), Some(CoreError::Denied));
    assert_eq!(w.run_as(&auditor, create("new", "v")).await.err(), Some(CoreError::Denied));
    assert_eq!(w.run_as(&Principal::anonymous(""), get("app/db", None, None)).await.err(), Some(CoreError::Denied));
}

#[tokio::test]
async fn no_value_is_returned_when_the_trail_cannot_be_written() {
    let w = World::new().await;
    w.create("a", "x").await;
    assert!(w.read("a", None, None).await.is_ok());
    w.store.close().await;
    assert_eq!(w.read("a", None, None).await, Err(CoreError::Unavailable));
}

#[tokio::test]
async fn engine_stays_sealed_until_the_right_root_key_is_given() {
    let w = World::new().await;
    let engine = Engine::new(w.store.clone(), w.clock.clone());
    assert!(engine.is_sealed());
    let call = w.call_of(&w.admin);
    assert_eq!(engine.call(&call, &get("a", None, None)).await.err(), Some(CoreError::Sealed));
    assert!(matches!(
        engine.unseal(&RootKey::generate().unwrap()).await,
        Err(UnsealError::Core(CoreError::Unauthenticated(_)))
    ));
    assert!(engine.is_sealed());
    engine.unseal(&w.root).await.unwrap();
    assert!(!engine.is_sealed());
    let new = NewInstallation { region: "local".into(), admin: UserName::new("admin").unwrap() };
    assert_eq!(engine.initialize(&w.root, &new).await.err(), Some(CoreError::Exists(Thing::Installation)));
}

#[tokio::test]
async fn nonce_of_a_change_is_stored_with_the_change() {
    let w = World::new().await;
    let mut call = w.call_of(&w.admin);
    call.nonce = Some(w.engine.check_nonce("K", "n1").await.unwrap());
    w.engine.call(&call, &create("a", "x")).await.unwrap();
    assert_eq!(w.engine.check_nonce("K", "n1").await, Err(CoreError::NonceUsed));
    // Another node with an empty memory: the transaction refuses, and nothing happens.
    let other = Engine::new(w.store.clone(), w.clock.clone());
    other.unseal(&w.root).await.unwrap();
    call.nonce = Some(other.check_nonce("K", "n1").await.unwrap());
    assert_eq!(other.call(&call, &create("b", "x")).await.err(), Some(CoreError::NonceUsed));
    assert_eq!(w.read("b", None, None).await, Err(CoreError::NotFound(Thing::Secret)));
}

#[tokio::test]
async fn concurrent_changes_each_happen_once() {
    let w = Arc::new(World::new().await);
    w.create("a", "x").await;
    let tasks: Vec<_> = (2..8)
        .map(|n| {
            let w = w.clone();
            tokio::spawn(async move { w.put("a", &format!("v{n}"), "x").await.unwrap().ordinal })
        })
        .collect();
    let mut ordinals = Vec::new();
    for task in tasks {
        ordinals.push(task.await.unwrap());
    }
    ordinals.sort_unstable();
    assert_eq!(ordinals, [2, 3, 4, 5, 6, 7]);
}

#[tokio::test]
async fn cancelled_call_leaves_no_stale_cache() {
    let w = World::new().await;
    w.create("a", "old").await;
    w.read("a", None, None).await.unwrap();
    for n in 2..40 {
        let id = format!("v{n}");
        let dropped = w.put("a", &id, "new");
        // Given up after a few steps, wherever it is by then.
        let _ = tokio::time::timeout(std::time::Duration::from_micros(n * 40), dropped).await;
        w.run(ops::trail::VerifyTrail::whole()).await.unwrap();
        let fresh = Engine::new(w.store.clone(), w.clock.clone());
        fresh.unseal(&w.root).await.unwrap();
        let stored = fresh.call(&w.call_of(&w.admin), &get("a", None, None)).await.unwrap().version;
        let answered = w.run(get("a", None, None)).await.unwrap().version;
        assert_eq!(answered, stored);
    }
}
