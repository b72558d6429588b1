//! Values, versions and labels.

use crate::world::*;
use strongroom_core::{CoreError, Difference, Plaintext, Thing, ops::secrets::*};
use strongroom_domain::*;

fn stage(w: &str, to: Option<&str>, from: Option<&str>) -> UpdateSecretVersionStage {
    UpdateSecretVersionStage {
        name: name("a"),
        stage: Stage::from_stored(w).unwrap(),
        to: to.map(version),
        from: from.map(version),
        expect: None,
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
    w.put("a", "v2", "two").await.unwrap();
    w.put("a", "v3", "three").await.unwrap();
    let again = w.run(put("a", "v2", "two", &[])).await.unwrap();
    assert!(again.unchanged);
    assert_eq!(w.read("a", None, None).await.unwrap(), "v3=three", "without labels none moves");
    assert_eq!(w.put("a", "v2", "other").await.err(), Some(CoreError::VersionTaken));
    let mut binary = put("a", "v2", "two", &["ACSCurrent"]);
    binary.value = NewValue::Given { value_type: ValueType::Binary, value: Plaintext::new(b"two".to_vec()) };
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
async fn comparing_decrypts_no_value() {
    let w = World::new().await;
    w.create("a", r#"{"host":"h","password":"p1","old":"o","n":1}"#).await;
    w.put("a", "v2", r#"{"host":"h","password":"p2","ssl":true,"n":1}"#).await.unwrap();
    let op = CompareSecretVersions { name: name("a"), older: version("v1"), newer: version("v2") };
    let compared = w.run(op).await.unwrap();
    let shown: Vec<_> = compared.keys.iter().map(|(k, d)| (k.as_str(), *d)).collect();
    use Difference::*;
    assert_eq!(shown, [("host", Same), ("password", Changed), ("ssl", Added), ("n", Same), ("old", Removed)]);
    assert_eq!(w.last_event().await.action, Action::CompareSecretVersions);
}

#[tokio::test]
async fn patching_keeps_other_keys() {
    let w = World::new().await;
    w.create("a", r#"{"host":"h","password":"p1","old":"o"}"#).await;
    let patch = |base: &str, set: &[(&str, &str)], remove: &[&str]| PutSecretValue {
        name: name("a"),
        version: None,
        value: NewValue::Patch {
            base: version(base),
            set: set.iter().map(|(k, v)| ((*k).to_owned(), Plaintext::new(v.as_bytes().to_vec()))).collect(),
            remove: remove.iter().map(|k| (*k).to_owned()).collect(),
        },
        stages: vec![Stage::Current],
        expect: None,
    };
    w.run(patch("v1", &[("password", "p\"2"), ("ssl", "yes")], &["old"])).await.unwrap();
    let value = w.read("a", None, None).await.unwrap();
    assert!(value.ends_with(r#"={"host":"h","password":"p\"2","ssl":"yes"}"#), "{value}");
    for bad in
        [patch("v1", &[], &["missing"]), patch("v1", &[], &["host", "password", "old"]), patch("v1", &[("", "x")], &[])]
    {
        assert!(matches!(w.run(bad).await, Err(CoreError::Invalid(_))));
    }
    assert_eq!(w.run(patch("v9", &[], &[])).await.err(), Some(CoreError::NotFound(Thing::Version)));
    w.put("a", "plain", "no object").await.unwrap();
    assert!(matches!(w.run(patch("plain", &[("k", "v")], &[])).await, Err(CoreError::Invalid(_))));

    let copy = PutSecretValue {
        name: name("a"),
        version: Some(version("copy")),
        value: NewValue::CopyOf(version("v1")),
        stages: vec![Stage::Current],
        expect: None,
    };
    w.run(copy).await.unwrap();
    assert_eq!(w.read("a", None, None).await.unwrap(), r#"copy={"host":"h","password":"p1","old":"o"}"#);
}

#[tokio::test]
async fn second_concurrent_editor_gets_a_conflict() {
    let w = World::new().await;
    w.create("a", "one").await;
    let seen = w.run(DescribeSecret { name: name("a"), outline: false }).await.unwrap().secret.revision;
    let mut mine = put("a", "mine", "m", &["ACSCurrent"]);
    mine.expect = Some(seen);
    let mut theirs = put("a", "theirs", "t", &["ACSCurrent"]);
    theirs.expect = Some(seen);
    w.run(theirs).await.unwrap();
    assert_eq!(w.run(mine).await.err(), Some(CoreError::Conflict));
    assert_eq!(w.read("a", None, None).await.unwrap(), "theirs=t");
}
