//! Secrets as a whole: create, describe, list, tag, delete, restore.

use crate::world::*;
use strongroom_core::{CoreError, Plaintext, SeenThing, Thing, ops::secrets::*};
use strongroom_domain::{json_text::JsonKind, *};

async fn remove(w: &World, secret: &str, mode: DeleteMode) -> Result<Timestamp, CoreError> {
    w.run(DeleteSecret { name: name(secret), mode }).await
}

#[tokio::test]
async fn create_needs_a_free_name_and_a_valid_value() {
    let w = World::new().await;
    w.create("a", "x").await;
    assert!(matches!(w.run(create("a", "x")).await, Err(CoreError::Exists(_))));
    for bad in ["", &"x".repeat(limits::VALUE_BYTES + 1)] {
        assert!(matches!(w.run(create("b", bad)).await, Err(CoreError::Invalid(e)) if e.field == Field::SecretValue));
    }
    w.create("b", &"x".repeat(limits::VALUE_BYTES)).await;
    let mut op = create("c", "x");
    op.tags = (0..21).map(|i| (TagKey::new(&format!("k{i}")).unwrap(), TagValue::new("").unwrap())).collect();
    assert!(matches!(w.run(op).await, Err(CoreError::Limit(_))));
    let mut op = create("c", "x");
    op.cmk = Some(CmkId([1; 16]));
    assert_eq!(w.run(op).await.err(), Some(CoreError::NotFound(Thing::Key)));
    assert_eq!(w.read("c", None, None).await, Err(CoreError::NotFound(Thing::Secret)));
}

#[tokio::test]
async fn describe_shows_the_shape_and_no_value() {
    let w = World::new().await;
    w.create("db", r#"{"host":"h","port":5432,"password":"geheim"}"#).await;
    let facts = w.run(DescribeSecret { name: name("db"), outline: true }).await.unwrap();
    let outline = facts.outline.clone().unwrap();
    let keys: Vec<_> = outline.keys.iter().flatten().map(|key| (key.name.as_str(), key.kind)).collect();
    assert_eq!(keys, [("host", JsonKind::Text), ("port", JsonKind::Number), ("password", JsonKind::Text)]);
    assert!(!format!("{facts:?}").contains("geheim"));
    assert_eq!(facts.arn, format!("acs:kms:local:{}:secret/db", w.first.account));
}

#[tokio::test]
async fn deletion_window_restore_and_purge() {
    let w = World::new().await;
    w.create("a", "x").await;
    for days in [0, 6, 31] {
        assert!(matches!(remove(&w, "a", DeleteMode::Window(days)).await, Err(CoreError::Invalid(_))));
    }
    let end = remove(&w, "a", DeleteMode::Window(7)).await.unwrap();
    assert_eq!(end, Timestamp(START + 7 * Timestamp::DAY_MS));
    assert_eq!(w.read("a", None, None).await, Err(CoreError::Deleting));
    assert_eq!(w.put("a", "v2", "y").await.err(), Some(CoreError::Deleting));
    assert_eq!(w.run(create("a", "x")).await.err(), Some(CoreError::Deleting));
    assert!(w.run(DescribeSecret { name: name("a"), outline: false }).await.unwrap().secret.delete_at.is_some());

    w.run(RestoreSecret { name: name("a") }).await.unwrap();
    w.run(RestoreSecret { name: name("a") }).await.unwrap();
    assert_eq!(w.read("a", None, None).await.unwrap(), "v1=x");

    remove(&w, "a", DeleteMode::Window(7)).await.unwrap();
    w.pass(7 * Timestamp::DAY_MS - 1);
    assert_eq!(w.engine.sweep().await.unwrap(), 0);
    w.pass(2);
    assert_eq!(w.run(RestoreSecret { name: name("a") }).await.err(), Some(CoreError::NotFound(Thing::Secret)));
    assert_eq!(w.engine.sweep().await.unwrap(), 1);
    assert_eq!(w.read("a", None, None).await, Err(CoreError::NotFound(Thing::Secret)));
    w.create("a", "new").await;
    assert_eq!(w.read("a", None, None).await.unwrap(), "v1=new");
}

#[tokio::test]
async fn forced_deletion_is_immediate_and_frees_the_name() {
    let w = World::new().await;
    w.create("a", "x").await;
    w.read("a", None, None).await.unwrap();
    remove(&w, "a", DeleteMode::Force).await.unwrap();
    assert_eq!(w.read("a", None, None).await, Err(CoreError::NotFound(Thing::Secret)));
    assert_eq!(remove(&w, "a", DeleteMode::Force).await.err(), Some(CoreError::NotFound(Thing::Secret)));
    w.create("a", "y").await;
    assert_eq!(w.read("a", None, None).await.unwrap(), "v1=y");
}

#[tokio::test]
async fn tags_are_set_replaced_and_removed() {
    let w = World::new().await;
    w.create("a", "x").await;
    let tag = |k: &str, v: &str| (TagKey::new(k).unwrap(), TagValue::new(v).unwrap());
    w.run(TagResource { name: name("a"), tags: Tags::from_iter([tag("env", "prod"), tag("team", "pay")]) })
        .await
        .unwrap();
    w.run(TagResource { name: name("a"), tags: Tags::from_iter([tag("env", "test")]) }).await.unwrap();
    w.run(UntagResource { name: name("a"), keys: vec![TagKey::new("team").unwrap(), TagKey::new("none").unwrap()] })
        .await
        .unwrap();
    let tags = w.run(DescribeSecret { name: name("a"), outline: false }).await.unwrap().secret.tags;
    assert_eq!(tags, Tags::from_iter([tag("env", "test")]));
    assert!(matches!(
        w.run(TagResource { name: name("a"), tags: Default::default() }).await,
        Err(CoreError::Invalid(_))
    ));
}

#[tokio::test]
async fn a_stale_revision_is_a_conflict_and_changes_nothing() {
    let w = World::new().await;
    w.create("a", "x").await;
    let describe = || DescribeSecret { name: name("a"), outline: false };
    let seen = w.run(describe()).await.unwrap().secret.revision;
    let text = |t: &str| Description::new(t).unwrap();
    let update = async |t: &str| {
        let update = UpdateSecret { name: name("a"), description: text(t) };
        w.run_seen(SeenThing::Secret(name("a")), seen, update).await
    };
    update("one").await.unwrap();
    assert_eq!(update("two").await.err(), Some(CoreError::Conflict));
    assert_eq!(w.run(describe()).await.unwrap().secret.description, text("one"));
}

fn listing(page: Page, limit: u32) -> ListSecrets {
    ListSecrets { filter: SecretFilter::default(), sort: SecretSort::Name, page, limit }
}

#[tokio::test]
async fn cursors_walk_both_ways_and_cannot_be_altered() {
    let w = World::new().await;
    for i in 0..7 {
        w.create(&format!("s{i}"), "x").await;
    }
    let names = |p: &SecretPage| p.secrets.iter().map(|s| s.name.to_string()).collect::<Vec<_>>().join(" ");
    let first = w.run(listing(Page::First, 3)).await.unwrap();
    assert_eq!((names(&first).as_str(), first.total, first.previous.is_none()), ("s0 s1 s2", Total::Exactly(7), true));
    let second = w.run(listing(Page::After(first.next.clone().unwrap()), 3)).await.unwrap();
    assert_eq!(names(&second), "s3 s4 s5");
    let third = w.run(listing(Page::After(second.next.clone().unwrap()), 3)).await.unwrap();
    assert_eq!((names(&third).as_str(), third.next.is_none()), ("s6", true));
    let back = w.run(listing(Page::Before(third.previous.unwrap()), 3)).await.unwrap();
    assert_eq!(names(&back), "s3 s4 s5");
    let number = w.run(listing(Page::Number(3), 3)).await.unwrap();
    assert_eq!(names(&number), "s6");

    let good = first.next.unwrap();
    let mut altered = good.clone().into_bytes();
    altered[25] ^= 1;
    let other_sort = ListSecrets { sort: SecretSort::Created, ..listing(Page::After(good), 3) };
    for bad in
        [listing(Page::After(String::from_utf8(altered).unwrap()), 3), listing(Page::After("x".into()), 3), other_sort]
    {
        assert!(matches!(w.run(bad).await, Err(CoreError::Invalid(e)) if e.field == Field::Cursor));
    }
    for bad in [listing(Page::First, 0), listing(Page::First, 101), listing(Page::Number(0), 10)] {
        assert!(matches!(w.run(bad).await, Err(CoreError::Invalid(_))));
    }
}

#[tokio::test]
async fn random_passwords_meet_their_options() {
    let w = World::new().await;
    let base = GetRandomPassword::default;
    let text = async |op| w.run(op).await.map(|p: Plaintext| String::from_utf8(p.expose().to_vec()).unwrap());
    let all = text(base()).await.unwrap();
    assert_eq!(all.len(), 32);
    assert_ne!(all, text(base()).await.unwrap());
    let only_digits =
        GetRandomPassword { length: 8, without: [true, true, false, true], exclude: "01234".into(), ..base() };
    assert!(text(only_digits).await.unwrap().bytes().all(|b| (b'5'..=b'9').contains(&b)));
    let each = text(GetRandomPassword { length: 8, ..base() }).await.unwrap();
    assert!(each.chars().any(|c| c.is_ascii_lowercase()) && each.chars().any(|c| c.is_ascii_punctuation()));
    for bad in [
        GetRandomPassword { length: 7, ..base() },
        GetRandomPassword { length: 129, ..base() },
        GetRandomPassword { exclude: "0123456789".into(), ..base() },
    ] {
        assert!(matches!(text(bad).await, Err(CoreError::Invalid(_))));
    }
    let none = GetRandomPassword { without: [true; 4], ..base() };
    assert!(matches!(text(none).await, Err(CoreError::Invalid(e)) if e.field == Field::ExcludedKinds));
}
