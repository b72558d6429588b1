//! Values come back as they were put, byte for byte, whatever is done to some of their keys.

use crate::world::*;
use strongroom_core::{ComparedKey, CoreError, Difference, Plaintext, ops::secrets::*};
use strongroom_domain::*;

async fn value(w: &World, secret: &str) -> String {
    let read = w.run(get(secret, None, None)).await.unwrap();
    String::from_utf8(read.value.expose().to_vec()).unwrap()
}

/// Stores `before`, edits it, and gives what is stored then.
async fn edited(w: &World, secret: &str, before: &str, edits: Vec<KeyEdit>) -> Result<String, CoreError> {
    w.create(secret, before).await;
    w.run(patch(secret, "v1", edits)).await?;
    Ok(value(w, secret).await)
}

async fn compared(w: &World, secret: &str, older: &str, newer: &str) -> Compared {
    w.run(CompareSecretVersions { name: name(secret), older: version(older), newer: version(newer) }).await.unwrap()
}

fn refused(problem: Result<impl Sized, CoreError>) -> Problem {
    match problem.err() {
        Some(CoreError::Invalid(error)) => error.problem,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn changing_one_key_keeps_every_byte_of_the_others() {
    let w = World::new().await;
    let with = |value: &str| format!(r#"{{"id":{value},"p":"x"}}"#);
    for (n, raw) in [
        "108204268033311374519",
        "0.12345678901234567890123",
        "1.10",
        "-0",
        "1E400",
        r#""\u0041\/""#,
        r#""\ud800""#,
        "[1.0, {\"a\":1,\"a\":2}]",
    ]
    .iter()
    .enumerate()
    {
        let after = edited(&w, &format!("s{n}"), &with(raw), vec![set_key(1, r#""y""#)]).await.unwrap();
        assert_eq!(after, with(raw).replace(r#""x""#, r#""y""#));
    }
    let twice = r#"{"a":"1","a":"2","p":1}"#;
    assert_eq!(edited(&w, "twice", twice, vec![set_key(2, "2")]).await.unwrap(), r#"{"a":"1","a":"2","p":2}"#);
    let pretty = "{\n  \"host\" : \"db\",\n  \"port\" : 5432\n}\n";
    let after = edited(&w, "pretty", pretty, vec![set_key(1, "5433"), add_key("tls", "true")]).await.unwrap();
    assert_eq!(after, "{\n  \"host\" : \"db\",\n  \"port\" : 5433,\n  \"tls\" : true\n}\n");
}

#[tokio::test]
async fn keys_that_exist_are_changed_whatever_their_name_is() {
    let w = World::new().await;
    let long = "k".repeat(300);
    let before = format!(r#"{{"":1,"user ":2,"a\tb":3,"{long}":4}}"#);
    let edits = (0..4).map(|at| set_key(at, "9")).collect();
    let after = edited(&w, "names", &before, edits).await.unwrap();
    assert_eq!(after, format!(r#"{{"":9,"user ":9,"a\tb":9,"{long}":9}}"#));
    let added = edited(&w, "beside", r#"{"user ":1}"#, vec![add_key("user", "2")]).await.unwrap();
    assert_eq!(added, r#"{"user ":1,"user":2}"#);
    let moved =
        edited(&w, "again", r#"{"a":1,"b":2}"#, vec![KeyEdit::Remove { at: 0 }, add_key("a", "\"\"")]).await.unwrap();
    assert_eq!(moved, r#"{"b":2,"a":""}"#, "removed and added in one edit");
    for (n, edit) in
        [add_key("", "1"), add_key("a\tb", "1"), add_key(&long, "1"), add_key("a", "1")].into_iter().enumerate()
    {
        assert!(edited(&w, &format!("new{n}"), r#"{"a":1}"#, vec![edit]).await.is_err(), "rules of new keys");
    }
}

#[tokio::test]
async fn an_object_of_many_keys_is_edited_and_one_of_too_many_is_one_value() {
    let w = World::new().await;
    let object = |count: usize| {
        let members: Vec<_> = (0..count).map(|n| format!(r#""k{n}":"v{n}""#)).collect();
        format!("{{{}}}", members.join(","))
    };
    for count in [101, limits::VALUE_KEYS] {
        let before = object(count);
        let after = edited(&w, &format!("n{count}"), &before, vec![set_key(100, "null")]).await.unwrap();
        assert_eq!(after, before.replace(r#""v100""#, "null"));
    }
    let full = edited(&w, "full", &object(limits::VALUE_KEYS), vec![add_key("x", "1")]).await;
    assert!(matches!(refused(full), Problem::TooMany { .. }));
    let more = edited(&w, "more", &object(limits::VALUE_KEYS + 1), vec![set_key(0, "1")]).await;
    assert_eq!(refused(more), Problem::Malformed(Form::JsonObject));
    let outline = w.run(DescribeSecret { name: name("more"), outline: true }).await.unwrap().outline.unwrap();
    assert_eq!(outline.keys, None, "the page offers what can be saved");
    let longest = "k".repeat(111);
    let members: Vec<_> = (0..limits::VALUE_KEYS).map(|n| format!(r#""{longest}{n:03}":0"#)).collect();
    let largest = format!("{{{}}}", members.join(","));
    assert!(largest.len() > limits::VALUE_BYTES - 500, "{}", largest.len());
    assert!(edited(&w, "largest", &largest, vec![set_key(0, "1")]).await.is_ok(), "its outline fits an envelope");
}

#[tokio::test]
async fn a_duplicated_key_cannot_be_edited_singly() {
    let w = World::new().await;
    let before = r#"{"a":"1","\u0061":"2","p":1}"#;
    for (n, edit) in [set_key(0, "1"), set_key(1, "1"), KeyEdit::Remove { at: 0 }].into_iter().enumerate() {
        assert_eq!(refused(edited(&w, &format!("d{n}"), before, vec![edit]).await), Problem::Duplicate);
        assert_eq!(value(&w, &format!("d{n}")).await, before);
    }
    let outline = w.run(DescribeSecret { name: name("d0"), outline: true }).await.unwrap().outline.unwrap();
    let keys: Vec<_> = outline.keys.iter().flatten().map(|key| key.name.as_str()).collect();
    assert_eq!(keys, ["a", "a", "p"]);
    assert!(outline.is_duplicated("a") && !outline.is_duplicated("p"));
}

#[tokio::test]
async fn values_that_are_written_differently_are_changed() {
    let w = World::new().await;
    for (n, (before, after)) in [
        ("1", r#""1""#),
        ("true", r#""true""#),
        ("null", r#""null""#),
        ("1.0", "1.00"),
        ("108204268033311374519", "108204268033311374520"),
        ("0.12345678901234567890123", "0.12345678901234567890124"),
        ("-0", "0"),
        (r#""A""#, r#""\u0041""#),
        (r#""x""#, r#""x ""#),
        (r#"[1]"#, r#"["1"]"#),
        (r#"{"b":1,"b":2}"#, r#"{"b":2}"#),
    ]
    .into_iter()
    .enumerate()
    {
        let secret = format!("c{n}");
        w.create(&secret, &format!(r#"{{"k":{before},"same":1.10}}"#)).await;
        w.put(&secret, "v2", &format!(r#"{{"k":{after},"same":1.10}}"#)).await.unwrap();
        let Compared { keys, identical, .. } = compared(&w, &secret, "v1", "v2").await;
        let shown: Vec<_> = keys.iter().map(|key| (key.name.as_deref(), key.difference)).collect();
        assert_eq!(shown, [(Some("k"), Difference::Changed), (Some("same"), Difference::Same)], "{before} {after}");
        assert!(!identical);
        let Compared { keys, identical, .. } = compared(&w, &secret, "v2", "v2").await;
        assert!(identical && keys.iter().all(|key| key.difference == Difference::Same));
    }
}

#[tokio::test]
async fn duplicated_keys_and_the_text_around_keys_are_compared() {
    let w = World::new().await;
    w.create("a", r#"{"a":1,"a":2,"b":1}"#).await;
    for (id, value) in [
        ("v2", r#"{"a":2,"b":1}"#),
        ("v3", r#"{"a":2, "b":1}"#),
        ("v4", r#"{"b":1,"a":2}"#),
        ("v5", r#"{"a":2,"a":1,"b":1}"#),
    ] {
        w.put("a", id, value).await.unwrap();
    }
    let first = |compared: Compared| compared.keys.into_iter().find(|key| key.name.as_deref() == Some("a")).unwrap();
    let key = |difference, times| ComparedKey { name: Some("a".to_owned()), difference, times };
    assert_eq!(first(compared(&w, "a", "v1", "v2").await), key(Difference::Changed, (2, 1)));
    assert_eq!(first(compared(&w, "a", "v1", "v5").await), key(Difference::Changed, (2, 2)));
    assert_eq!(first(compared(&w, "a", "v1", "v1").await), key(Difference::Same, (2, 2)));
    for other in ["v3", "v4"] {
        let Compared { keys, identical, .. } = compared(&w, "a", "v2", other).await;
        assert!(keys.iter().all(|key| key.difference == Difference::Same) && !identical, "{other}");
    }
}

#[tokio::test]
async fn binary_and_text_of_the_same_bytes_differ() {
    let w = World::new().await;
    let binary = |value: &str| NewValue::Given {
        value_type: ValueType::Binary,
        value: Plaintext::new(value.as_bytes().to_vec()),
    };
    w.create("a", "AAEC").await;
    w.run(PutSecretValue { value: binary("AAEC"), ..put("a", "v2", "", &["ACSCurrent"]) }).await.unwrap();
    let Compared { keys, identical, .. } = compared(&w, "a", "v1", "v2").await;
    assert_eq!((keys.len(), &keys[0].name, keys[0].difference, identical), (1, &None, Difference::Changed, false));
    w.put("a", "v3", r#"{"k":1}"#).await.unwrap();
    let shown: Vec<_> =
        compared(&w, "a", "v2", "v3").await.keys.into_iter().map(|key| (key.name, key.difference)).collect();
    assert_eq!(shown, [(None, Difference::Removed), (Some("k".to_owned()), Difference::Added)]);
    for bad in ["no base64!", r#"{"a":1}"#, "AAE", "AAEC\n", "AA=A", "ÄÄÄÄ"] {
        let put = PutSecretValue { value: binary(bad), ..put("a", "v9", "", &["ACSCurrent"]) };
        assert_eq!(refused(w.run(put).await), Problem::Malformed(Form::Base64), "{bad}");
        let create = CreateSecret { value: binary(bad), ..create("b", "") };
        assert_eq!(refused(w.run(create).await), Problem::Malformed(Form::Base64), "{bad}");
    }
    let patched = w.run(patch("a", "v2", vec![add_key("k", "1")])).await;
    assert_eq!(refused(patched), Problem::Malformed(Form::JsonObject), "a binary value has no keys");
}
