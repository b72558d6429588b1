//! Values, versions and labels.

use crate::world::*;
use strongroom_core::{CoreError, Difference, Plaintext, SeenThing, Thing, ops::secrets::*};
use strongroom_domain::*;

fn stage(w: &str, to: Option<&str>, from: Option<&str>) -> UpdateSecretVersionStage {
    UpdateSecretVersionStage {
        name: name("a"),
        stage: Stage::from_stored(w).unwrap(),
        to: to.map(version),
        from: from.map(version),
    }
}

#[tokio::test]
async fn reading_by_version_and_label() {
    let w = World::new().await;
    w.create("a", "one").await;
    w.put("a", "v2", "two").await.unwrap();
    w.run(put("a", "v3", "three", &["blue"])).await.unwrap();
    for (id, label, expected) in [
        (None, None, Ok("v2=two")),
        (None, Some("ACSPrevious"), Ok("v1=one")),
        (None, Some("blue"), Ok("v3=three")),
        (Some("v1"), None, Ok("v1=one")),
        (Some("v3"), Some("blue"), Ok("v3=three")),
        (Some("v1"), Some("blue"), Err(CoreError::NotFound(Thing::Version))),
        (Some("v9"), None, Err(CoreError::NotFound(Thing::Version))),
        (None, Some("green"), Err(CoreError::NotFound(Thing::Version))),
        (None, Some("ACSPending"), Err(CoreError::NotFound(Thing::Version))),
    ] {
        assert_eq!(w.read("a", id, label).await.as_deref().map_err(Clone::clone), expected, "{id:?} {label:?}");
    }
}

#[tokio::test]
async fn repeated_put_succeeds_and_another_value_is_rejected() {
    let w = World::new().await;
    w.create("a", "one").await;
    w.put("a", "v2", "two4").await.unwrap();
    w.put("a", "v3", "three").await.unwrap();
    let again = w.run(put("a", "v2", "two4", &[])).await.unwrap();
    assert!(again.unchanged);
    assert_eq!(w.read("a", None, None).await.unwrap(), "v3=three", "without labels none moves");
    assert_eq!(w.put("a", "v2", "other").await.err(), Some(CoreError::VersionTaken));
    let mut binary = put("a", "v2", "two4", &["ACSCurrent"]);
    binary.value = NewValue::Given { value_type: ValueType::Binary, value: Plaintext::new(b"two4".to_vec()) };
    assert_eq!(w.run(binary).await.err(), Some(CoreError::VersionTaken), "another type is another value");
}

#[tokio::test]
async fn eleventh_version_drops_the_oldest_unlabelled() {
    let w = World::new().await;
    w.create("a", "1").await;
    w.run(stage("keep", Some("v1"), None)).await.unwrap();
    for n in 2..=10 {
        assert_eq!(w.put("a", &format!("v{n}"), "x").await.unwrap().dropped, None);
    }
    assert_eq!(w.put("a", "v11", "x").await.unwrap().dropped, Some(version("v2")));
    assert_eq!(w.read("a", Some("v1"), None).await.unwrap(), "v1=1");
    assert_eq!(w.read("a", Some("v2"), None).await, Err(CoreError::NotFound(Thing::Version)));
    let list = w.run(ListSecretVersionIds { name: name("a"), include_unlabelled: true }).await.unwrap();
    assert_eq!(list.versions.len(), 10);
    assert_eq!(list.versions[0].ordinal, 11);
    let labelled = w.run(ListSecretVersionIds { name: name("a"), include_unlabelled: false }).await.unwrap();
    assert_eq!(labelled.versions.len(), 3);
}

#[tokio::test]
async fn labels_move_and_rejected_moves_change_nothing() {
    let w = World::new().await;
    w.create("a", "one").await;
    w.put("a", "v2", "two").await.unwrap();
    w.run(stage("ACSCurrent", Some("v1"), None)).await.unwrap();
    assert_eq!(w.read("a", None, None).await.unwrap(), "v1=one");
    assert_eq!(w.read("a", None, Some("ACSPrevious")).await.unwrap(), "v2=two");
    assert!(matches!(w.run(stage("ACSCurrent", None, Some("v1"))).await, Err(CoreError::Invalid(_))));
    assert!(matches!(w.run(stage("x", None, None)).await, Err(CoreError::Invalid(_))));
    assert_eq!(w.run(stage("x", Some("v9"), None)).await.err(), Some(CoreError::NotFound(Thing::Version)));
    assert!(matches!(w.run(stage("x", Some("v1"), Some("v2"))).await, Err(CoreError::Invalid(_))));
    for n in 0..6 {
        w.run(stage(&format!("l{n}"), Some("v1"), None)).await.unwrap();
    }
    assert!(matches!(w.run(stage("l6", Some("v1"), None)).await, Err(CoreError::Limit(_))));
}

#[tokio::test]
async fn comparing_names_the_keys_that_differ() {
    let w = World::new().await;
    w.create("a", r#"{"host":"h","password":"p1","old":"o","n":1}"#).await;
    w.put("a", "v2", r#"{"host":"h","password":"p2","ssl":true,"n":1}"#).await.unwrap();
    let op = CompareSecretVersions { name: name("a"), older: version("v1"), newer: version("v2") };
    let compared = w.run(op).await.unwrap();
    let shown: Vec<_> = compared.keys.iter().map(|key| (key.name.as_deref().unwrap(), key.difference)).collect();
    use Difference::*;
    assert_eq!(shown, [("host", Same), ("password", Changed), ("ssl", Added), ("n", Same), ("old", Removed)]);
    assert_eq!(w.last_event().await.action, Action::CompareSecretVersions);
}

#[tokio::test]
async fn patching_keeps_other_keys() {
    let w = World::new().await;
    w.create("a", r#"{"host":"h","password":"p1","old":"o"}"#).await;
    w.run(patch("a", "v1", vec![set_key(1, r#""p\"2""#), add_key("ssl", "true"), KeyEdit::Remove { at: 2 }]))
        .await
        .unwrap();
    let value = w.read("a", None, None).await.unwrap();
    assert!(value.ends_with(r#"={"host":"h","password":"p\"2","ssl":true}"#), "{value}");
    let all = (0..3).map(|at| KeyEdit::Remove { at }).collect();
    for bad in [vec![KeyEdit::Remove { at: 3 }], all, vec![add_key("", "1")], vec![set_key(0, "not json")]] {
        assert!(matches!(w.run(patch("a", "v1", bad)).await, Err(CoreError::Invalid(_))));
    }
    assert_eq!(w.run(patch("a", "v9", Vec::new())).await.err(), Some(CoreError::NotFound(Thing::Version)));
    w.put("a", "plain", "no object").await.unwrap();
    assert!(matches!(w.run(patch("a", "plain", vec![add_key("k", "1")])).await, Err(CoreError::Invalid(_))));

    let copy = PutSecretValue {
        name: name("a"),
        version: Some(version("copy")),
        value: NewValue::CopyOf(version("v1")),
        stages: vec![Stage::Current],
    };
    w.run(copy).await.unwrap();
    assert_eq!(w.read("a", None, None).await.unwrap(), r#"copy={"host":"h","password":"p1","old":"o"}"#);
}

#[tokio::test]
async fn second_concurrent_editor_gets_a_conflict() {
    let w = World::new().await;
    w.create("a", "one").await;
    let seen = w.run(DescribeSecret { name: name("a"), outline: false }).await.unwrap().secret.revision;
    let save = async |id: &str, value: &str| {
        w.run_seen(SeenThing::Secret(name("a")), seen, put("a", id, value, &["ACSCurrent"])).await
    };
    save("theirs", "t").await.unwrap();
    assert_eq!(save("mine", "m").await.err(), Some(CoreError::Conflict));
    assert_eq!(w.read("a", None, None).await.unwrap(), "theirs=t");
}
