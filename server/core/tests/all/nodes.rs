//! Two cores on one database: what one changes, the other knows within a second.

use crate::{stores::Shared, world::*};
use std::sync::Arc;
use strongroom_core::{
    Call, CoreError, Engine, KeyProof, Plaintext, SigningKey,
    ops::{
        access_keys::{CreateAccessKey, UpdateAccessKey},
        keys::*,
        secrets::CreateSecret,
    },
};
use strongroom_domain::*;

async fn node(w: &World) -> Engine {
    node_with(w, w.clock.clone()).await
}

async fn node_with(w: &World, clock: Arc<TestClock>) -> Engine {
    let engine = Engine::new(Shared::of(w), clock);
    engine.unseal(&w.root).await.unwrap();
    engine
}

#[tokio::test]
async fn key_change_on_one_node_reaches_the_other_in_a_second() {
    let w = World::new().await;
    let (here, there) = (node(&w).await, node(&w).await);
    let call = || w.call_of(&w.admin);
    let key =
        here.call(&call(), &CreateKey { description: Description::new("").unwrap(), policy: None }).await.unwrap().id;
    here.call(&call(), &CreateSecret { cmk: Some(key), ..create("a", "x") }).await.unwrap();
    let read = async || there.call(&call(), &get("a", None, None)).await.map(|_| ());
    w.pass(1_000);
    assert_eq!(read().await, Ok(()), "a key made elsewhere");
    let document = format!(
        r#"{{"Version": "1", "Statement": [{{"Effect": "Deny", "Principal": {{"RAM": ["acs:ram::{}:user/admin"]}},
            "Action": "kms:Decrypt", "Resource": "*"}}]}}"#,
        w.first.account
    );
    let set = |document| SetKeyPolicy { id: key, document };
    here.call(&call(), &set(Some(document))).await.unwrap();
    w.pass(1_000);
    assert_eq!(read().await, Err(CoreError::Denied));
    here.call(&call(), &set(None)).await.unwrap();
    w.pass(1_000);
    assert_eq!(read().await, Ok(()));
    here.call(&call(), &DisableKey { id: key }).await.unwrap();
    w.pass(1_000);
    assert_eq!(read().await, Err(CoreError::KeyDisabled));
}

#[tokio::test]
async fn node_whose_clock_was_set_back_notices_changes_in_a_second_too() {
    const BACK: i64 = -600_000;
    let w = World::new().await;
    w.create("a", "x").await;
    let clock = TestClock::at(START);
    let (here, there) = (node(&w).await, node_with(&w, clock.clone()).await);
    let bob = w.user("bob", &[system("AliyunKMSSecretUserAccess")]).await;
    let key = w.run(CreateAccessKey { user: user_name("bob") }).await.unwrap();
    let signs = async || {
        let secret = SigningKey::new(&Plaintext::new(key.secret.expose().to_vec()));
        let mac = secret.hmac_sha256(b"to sign");
        there.authenticate(key.id.as_str(), None, None, |key| key.hmac_sha256(b"to sign") == mac).await.unwrap()
    };
    let reads = async || there.call(&w.call_of(&bob), &get("a", None, None)).await.map(|_| ());
    assert!(matches!(signs().await, KeyProof::Verified(_)));
    assert_eq!(reads().await, Ok(()));
    clock.set_wall_by(BACK);
    let off = UpdateAccessKey { user: user_name("bob"), id: key.id.clone(), active: Some(false), networks: None };
    here.call(&w.call_of(&w.admin), &off).await.unwrap();
    here.call(&w.call_of(&w.admin), &detach(system("AliyunKMSSecretUserAccess"), "bob")).await.unwrap();
    clock.pass(1_000);
    assert_eq!(signs().await, KeyProof::Inactive);
    assert_eq!(reads().await, Err(CoreError::Denied));
}

#[tokio::test]
async fn read_is_accepted_once_on_all_nodes_within_a_second_and_after_a_restart() {
    let w = World::new().await;
    w.create("a", "x").await;
    let bob = w.user("bob", &[]).await;
    let (here, there) = (node(&w).await, node(&w).await);
    let signed = async |who: &Principal, nonce: &str| {
        let nonce = Some(here.check_nonce("K", nonce).await.unwrap());
        here.call(&Call { nonce, ..w.call_of(who) }, &get("a", None, None)).await.map(|_| ())
    };
    assert_eq!(signed(&w.admin, "read").await, Ok(()));
    assert_eq!(signed(&bob, "denied").await, Err(CoreError::Denied));
    w.pass(1_000);
    let restarted = node(&w).await;
    let alone = Engine::new(w.store.clone(), w.clock.clone());
    alone.unseal(&w.root).await.unwrap();
    for (name, engine) in [("here", &here), ("there", &there), ("restarted", &restarted), ("alone", &alone)] {
        for nonce in ["read", "denied"] {
            assert_eq!(engine.check_nonce("K", nonce).await, Err(CoreError::NonceUsed), "{nonce} {name}");
        }
        assert!(engine.check_nonce("K", &format!("new {name}")).await.is_ok());
    }
}

#[tokio::test]
async fn node_whose_clock_was_set_back_notices_a_disabled_customer_key() {
    let w = World::new().await;
    let clock = TestClock::at(START);
    let (here, there) = (node(&w).await, node_with(&w, clock.clone()).await);
    let call = || w.call_of(&w.admin);
    let key =
        here.call(&call(), &CreateKey { description: Description::new("").unwrap(), policy: None }).await.unwrap().id;
    here.call(&call(), &CreateSecret { cmk: Some(key), ..create("a", "x") }).await.unwrap();
    clock.pass(1_000);
    let reads = async || there.call(&call(), &get("a", None, None)).await.map(|_| ());
    assert_eq!(reads().await, Ok(()));
    clock.set_wall_by(-600_000);
    here.call(&call(), &DisableKey { id: key }).await.unwrap();
    clock.pass(1_000);
    assert_eq!(reads().await, Err(CoreError::KeyDisabled));
}
