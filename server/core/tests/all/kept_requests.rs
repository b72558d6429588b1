//! What a request asks for is kept or refused: policies of new things, labels of a version that exists, tags of several secrets.

use crate::world::*;
use strongroom_core::{
    CoreError, Plaintext, Thing,
    ops::{keys::*, secrets::*},
};
use strongroom_domain::{ValueType, *};
use strongroom_trail::{Detail, Outcome};

async fn own_policy(w: &World, effect: &str, action: &str) -> String {
    let account = w.engine.account().unwrap().0;
    format!(
        r#"{{"Version": "1", "Statement": [{{"Effect": "{effect}", "Principal": {{"RAM": ["acs:ram::{account}:user/bob"],
            "Service": []}}, "Action": "{action}", "Resource": "*"}}]}}"#
    )
}

#[tokio::test]
async fn policy_of_a_new_secret_is_kept_and_decides() {
    let w = World::new().await;
    let bob = w.user("bob", &[system("AdministratorAccess")]).await;
    let policy = own_policy(&w, "Deny", "kms:GetSecretValue").await;
    w.run(CreateSecret { policy: Some(policy.clone()), ..create("a", "x") }).await.unwrap();
    assert_eq!(w.last_event().await.details.iter().filter(|(detail, _)| *detail == Detail::Policy).count(), 1);
    assert_eq!(w.run(GetSecretPolicy { name: name("a") }).await.unwrap().0, Some(policy));
    assert_eq!(w.run_as(&bob, get("a", None, None)).await.err(), Some(CoreError::Denied));
    let broken = CreateSecret { policy: Some("{}".to_owned()), ..create("b", "x") };
    assert!(matches!(w.run(broken).await.err(), Some(CoreError::InvalidPolicy { .. })));
    assert_eq!(w.read("b", None, None).await.err(), Some(CoreError::NotFound(Thing::Secret)));
}

#[tokio::test]
async fn policy_of_a_new_key_is_kept_and_decides() {
    let w = World::new().await;
    let bob = w.user("bob", &[system("AdministratorAccess")]).await;
    let policy = own_policy(&w, "Deny", "kms:DescribeKey").await;
    let description = || Description::new("").unwrap();
    let id = w.run(CreateKey { description: description(), policy: Some(policy.clone()) }).await.unwrap().id;
    assert_eq!(w.run(GetKeyPolicy { id }).await.unwrap().0, Some(policy));
    assert_eq!(w.run_as(&bob, DescribeKey { id }).await.err(), Some(CoreError::Denied));
    let broken = CreateKey { description: description(), policy: Some("no".to_owned()) };
    assert!(matches!(w.run(broken).await.err(), Some(CoreError::InvalidPolicy { .. })));
    assert_eq!(w.run(ListKeys).await.unwrap().len(), 2);
}

#[tokio::test]
async fn policy_of_a_new_thing_needs_the_right_to_set_it() {
    let w = World::new().await;
    let actions = document("Allow", "kms:Create*", "*");
    w.run(new_policy("creator", &actions)).await.unwrap();
    let maker = w.user("maker", &[custom("creator")]).await;
    let policy = Some(own_policy(&w, "Allow", "kms:*").await);
    let description = || Description::new("").unwrap();
    w.run_as(&maker, create("a", "x")).await.unwrap();
    w.run_as(&maker, CreateKey { description: description(), policy: None }).await.unwrap();
    let with_policy = CreateSecret { policy: policy.clone(), ..create("b", "x") };
    assert_eq!(w.run_as(&maker, with_policy).await.err(), Some(CoreError::Denied));
    let with_policy = CreateKey { description: description(), policy };
    assert_eq!(w.run_as(&maker, with_policy).await.err(), Some(CoreError::Denied));
}

#[tokio::test]
async fn labels_move_to_a_version_that_is_put_again() {
    let w = World::new().await;
    w.create("a", "x").await;
    w.put("a", "v2", "y").await.unwrap();
    // With the labels that it carries, nothing changes.
    let again = w.put("a", "v2", "y").await.unwrap();
    assert!(again.unchanged);
    assert!(w.last_event().await.details.iter().any(|(detail, _)| *detail == Detail::Unchanged));
    let labelled = w.run(put("a", "v1", "x", &["ACSNext", "blue"])).await.unwrap();
    assert!(!labelled.unchanged);
    let words: Vec<_> = labelled.stages.iter().map(Stage::stored).collect();
    assert_eq!(words, ["ACSNext", "ACSPrevious", "blue"]);
    let stage = (Detail::Stage, "ACSNext, ACSPrevious, blue".to_owned());
    assert!(w.last_event().await.details.contains(&stage));
    assert_eq!(w.read("a", None, Some("blue")).await.unwrap(), "v1=x");
    let current = w.put("a", "v1", "x").await.unwrap();
    assert!(!current.unchanged);
    assert_eq!(w.read("a", None, None).await.unwrap(), "v1=x");
    assert_eq!(w.read("a", None, Some("ACSPrevious")).await.unwrap(), "v2=y");
    w.run(put("a", "v3", "z", &[])).await.unwrap();
    assert_eq!(w.read("a", None, None).await.unwrap(), "v3=z", "a new version without labels is the current one");
    assert!(w.run(put("a", "v1", "x", &[])).await.unwrap().unchanged, "a request that arrives late undoes nothing");
    assert_eq!(w.read("a", None, None).await.unwrap(), "v3=z");
    assert_eq!(w.put("a", "v1", "other").await.err(), Some(CoreError::VersionTaken));
    assert_eq!(current.ordinal, 1, "no version was made");
}

#[tokio::test]
async fn value_without_a_type_has_that_of_the_stored_one() {
    let w = World::new().await;
    let value = |text: &str| Plaintext::new(text.as_bytes().to_vec());
    let binary = || NewValue::Given { value_type: ValueType::Binary, value: value("AAEC") };
    w.run(CreateSecret { value: binary(), ..create("a", "") }).await.unwrap();
    let untyped = |id: &str, text: &str| PutSecretValue {
        value: NewValue::OfStoredType(value(text)),
        ..put("a", id, "", &["ACSCurrent"])
    };
    assert!(w.run(untyped("v1", "AAEC")).await.unwrap().unchanged, "the same value again");
    w.run(untyped("v2", "AAED")).await.unwrap();
    assert_eq!(w.run(get("a", None, None)).await.unwrap().value_type, ValueType::Binary);
    w.run(put("a", "v3", "text", &["ACSCurrent"])).await.unwrap();
    w.run(untyped("v4", "more")).await.unwrap();
    assert_eq!(w.run(get("a", None, None)).await.unwrap().value_type, ValueType::Text);
    assert!(w.run(untyped("v1", "AAEC")).await.is_ok(), "of the version of that id");
    let new = CreateSecret { value: NewValue::OfStoredType(value("x")), ..create("b", "") };
    w.run(new).await.unwrap();
    assert_eq!(w.run(get("b", None, None)).await.unwrap().value_type, ValueType::Text);
}

fn tags(pairs: &[(&str, &str)]) -> Tags {
    pairs.iter().map(|(key, value)| (TagKey::new(key).unwrap(), TagValue::new(value).unwrap())).collect()
}

async fn tags_of(w: &World, secret: &str) -> Tags {
    w.run(DescribeSecret { name: name(secret), outline: false }).await.unwrap().secret.tags
}

#[tokio::test]
async fn several_secrets_are_tagged_together_or_not_at_all() {
    let w = World::new().await;
    for secret in ["a", "b", "c"] {
        w.create(secret, "x").await;
    }
    let names = |names: &[&str]| names.iter().map(|text| name(text)).collect::<Vec<_>>();
    let team = tags(&[("team", "pay")]);
    w.run(TagResources { names: names(&["a", "b", "a", "b"]), tags: team.clone() }).await.unwrap();
    let recorded = w.lookup(EventFilter::default()).await.events;
    let targets: Vec<_> = recorded.iter().take(2).map(|found| found.event.target.clone().unwrap().name).collect();
    assert!(targets.contains(&"a".to_owned()) && targets.contains(&"b".to_owned()), "an event each: {targets:?}");
    assert_eq!((tags_of(&w, "a").await, tags_of(&w, "b").await), (team.clone(), team.clone()));

    // The last one is missing, in its recovery window, full, or not the caller's.
    let other = tags(&[("other", "1")]);
    let missing = w.run(TagResources { names: names(&["a", "missing"]), tags: other.clone() }).await.err();
    assert_eq!(missing, Some(CoreError::NotFound(Thing::Secret)));
    w.run(DeleteSecret { name: name("c"), mode: DeleteMode::Window(7) }).await.unwrap();
    let deleted = w.run(TagResources { names: names(&["a", "c"]), tags: other.clone() }).await.err();
    assert_eq!(deleted, Some(CoreError::Deleting));
    let many: Vec<_> = (0..limits::TAGS).map(|n| (format!("k{n}"), String::new())).collect();
    let many: Vec<_> = many.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
    w.create("full", "x").await;
    w.run(TagResource { name: name("full"), tags: tags(&many) }).await.unwrap();
    let full = w.run(TagResources { names: names(&["a", "full"]), tags: other.clone() }).await.err();
    assert!(matches!(full, Some(CoreError::Limit(_))));
    w.run(new_policy("tag-a", &document("Allow", "kms:TagResource", "acs:kms:*:*:secret/a"))).await.unwrap();
    let bob = w.user("bob", &[custom("tag-a")]).await;
    for second in ["b", "missing"] {
        let refused = w.run_as(&bob, TagResources { names: names(&["a", second]), tags: other.clone() }).await.err();
        assert_eq!(refused, Some(CoreError::Denied), "whether {second} exists is not told");
        let event = w.last_event().await;
        assert!(
            matches!(event.outcome, Outcome::Failed { reason, .. } if reason.contains(&format!("secret/{second}")))
        );
    }
    assert_eq!(tags_of(&w, "a").await, team);

    let refused = w.run(UntagResources { names: names(&["a", "missing"]), keys: None }).await.err();
    assert_eq!(refused, Some(CoreError::NotFound(Thing::Secret)));
    assert_eq!(tags_of(&w, "a").await, team);
    w.run(UntagResources { names: names(&["a", "b"]), keys: None }).await.unwrap();
    assert!(tags_of(&w, "a").await.is_empty() && tags_of(&w, "b").await.is_empty());
    assert!(matches!(w.run(TagResources { names: Vec::new(), tags: team }).await, Err(CoreError::Invalid(_))));
}
