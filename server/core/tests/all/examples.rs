//! Secrets that the statements of a policy are about.

use crate::world::*;
use strongroom_domain::*;
use strongroom_policy::{Document, Kind};

async fn examples(w: &World, who: &Principal, text: &str) -> Vec<Option<Vec<String>>> {
    let document = Document::parse(text, Kind::Identity).unwrap();
    w.engine.examples(&w.call_of(who), &document).await.unwrap()
}

fn some(names: &[&str]) -> Vec<Option<Vec<String>>> {
    vec![Some(names.iter().map(|name| (*name).to_owned()).collect())]
}

#[tokio::test]
async fn statement_gets_examples_of_the_secrets_it_applies_to() {
    let w = World::new().await;
    for name in ["app/a", "app/b", "app/c", "app/d", "hr/pay", "zoo"] {
        w.create(name, "x").await;
    }
    for (pattern, found) in [
        ("*", &["app/a", "app/b", "app/c"][..]),
        ("acs:kms:*:*:secret/hr/*", &["hr/pay"]),
        ("acs:kms:*:*:secret/*o", &["zoo"]),
        ("acs:kms:*:*:secret/zoo", &["zoo"]),
        ("acs:kms:other:*:secret/zoo", &[]),
        ("acs:kms:*:*:secret/app", &[]),
    ] {
        let text = document("Allow", "kms:GetSecretValue", pattern);
        assert_eq!(examples(&w, &w.admin, &text).await, some(found), "{pattern}");
    }
    for (action, pattern) in [("kms:CreateSecret", "*"), ("ram:*", "*"), ("kms:*", "acs:kms:*:*:key/*")] {
        assert_eq!(examples(&w, &w.admin, &document("Allow", action, pattern)).await, [None], "{action} {pattern}");
    }
}

#[tokio::test]
async fn examples_need_permission_to_list_and_are_not_recorded() {
    let w = World::new().await;
    w.create("app/a", "x").await;
    let bob = w.user("bob", &[]).await;
    let before = w.last_event().await.request;
    let text = document("Allow", "kms:GetSecretValue", "*");
    assert_eq!(examples(&w, &bob, &text).await, [None]);
    assert_eq!(examples(&w, &w.admin, &text).await, some(&["app/a"]));
    // The look at the trail itself is the one event since.
    assert_eq!(w.lookup(EventFilter::default()).await.events[1].event.request, before);
}

#[tokio::test]
async fn unfinished_search_gives_no_examples() {
    let w = World::new().await;
    for n in 0..1_010 {
        w.create(&format!("a{n:04}"), "x").await;
    }
    w.create("zoo", "x").await;
    let asked = |pattern: &str| document("Allow", "kms:GetSecretValue", &format!("acs:kms:*:*:secret/{pattern}"));
    assert_eq!(examples(&w, &w.admin, &asked("*oo")).await, [None]);
    assert_eq!(examples(&w, &w.admin, &asked("z*")).await, some(&["zoo"]));
    assert_eq!(examples(&w, &w.admin, &asked("b*")).await, some(&[]));
}
