//! Calls that compete for one thing: each happens, or is told to come back.

use crate::world::*;
use std::sync::Arc;
use strongroom_core::{
    CoreError, SeenThing,
    ops::{keys::*, policies::SetAttachment, secrets::*},
};
use strongroom_domain::*;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn twenty_writers_of_one_secret_all_succeed() {
    const WRITERS: usize = 20;
    const PUTS: usize = 40;
    let w = Arc::new(World::new().await);
    w.create("a", "x").await;
    let mut writers = tokio::task::JoinSet::new();
    for writer in 0..WRITERS {
        let w = w.clone();
        writers.spawn(async move {
            for n in 0..PUTS {
                let id = format!("w{writer}-{n}");
                w.put("a", &id, &id).await.unwrap_or_else(|error| panic!("{id}: {error}"));
            }
        });
    }
    while let Some(ended) = writers.join_next().await {
        ended.unwrap();
    }
    let described = w.run(DescribeSecret { name: name("a"), outline: false }).await.unwrap();
    assert_eq!(described.current_ordinal, Some((WRITERS * PUTS + 1) as u64), "each put made one version");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn different_changes_of_one_secret_all_succeed() {
    let w = Arc::new(World::new().await);
    w.create("a", "x").await;
    w.create("b", "x").await;
    let mut calls = tokio::task::JoinSet::new();
    for n in 0..30 {
        let w = w.clone();
        calls.spawn(async move {
            let id = format!("v-{n}");
            let description = Description::new(&id).unwrap();
            let tags = Tags::from_iter([(TagKey::new("n").unwrap(), TagValue::new(&id).unwrap())]);
            match n % 4 {
                0 => w.put("a", &id, "y").await.map(drop),
                1 => w.run(UpdateSecret { name: name("a"), description }).await,
                2 => w.run(TagResource { name: name("a"), tags }).await,
                // Two secrets, named in both orders.
                _ if n % 8 == 3 => w.run(TagResources { names: vec![name("a"), name("b")], tags }).await,
                _ => w.run(TagResources { names: vec![name("b"), name("a")], tags }).await,
            }
        });
    }
    while let Some(ended) = calls.join_next().await {
        ended.unwrap().unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn changes_of_keys_and_of_identities_all_succeed() {
    let w = Arc::new(World::new().await);
    for n in 0..12 {
        w.user(&format!("u{n}"), &[]).await;
    }
    let mut calls = tokio::task::JoinSet::new();
    for n in 0..12 {
        let w = w.clone();
        calls.spawn(async move {
            let description = Description::new("k").unwrap();
            w.run(CreateKey { description, policy: None }).await.unwrap();
            // Each relies on the same administrator.
            let SetAttachment { policy, bearer, .. } = attach(system("AdministratorAccess"), &format!("u{n}"));
            for attached in [true, false] {
                w.run(SetAttachment { policy: policy.clone(), bearer: bearer.clone(), attached }).await.unwrap();
            }
        });
    }
    while let Some(ended) = calls.join_next().await {
        ended.unwrap();
    }
    assert_eq!(w.run(ListKeys).await.unwrap().len(), 13);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_of_many_puts_with_the_same_precondition_succeeds() {
    let w = Arc::new(World::new().await);
    w.create("a", "x").await;
    let described = w.run(DescribeSecret { name: name("a"), outline: false }).await.unwrap();
    let revision = described.secret.revision;
    let mut calls = tokio::task::JoinSet::new();
    for n in 0..10 {
        let w = w.clone();
        calls.spawn(async move {
            let id = format!("v-{n}");
            w.run_seen(SeenThing::Secret(name("a")), revision, put("a", &id, &id, &["ACSCurrent"])).await
        });
    }
    let mut results = Vec::new();
    while let Some(ended) = calls.join_next().await {
        results.push(ended.unwrap());
    }
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1);
    assert!(results.iter().flat_map(|result| result.as_ref().err()).all(|error| *error == CoreError::Conflict));
}
