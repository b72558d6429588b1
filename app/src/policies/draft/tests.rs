//! A draft preserves the meaning of a document. Texts that it cannot represent are rejected.

use super::*;
use crate::policies::print::print;
use serde_json::Value;
use strongroom_policy::{Document, Rule};

const CASES: &str = include_str!("../../../../server/policy/tests/cases/ram-policy.json");

/// Every policy document within a value, with its kind.
fn documents(value: &Value, kind: Kind, found: &mut Vec<(String, Kind)>) {
    match value {
        Value::Object(object) if object.contains_key("Statement") => found.push((format!("{value:#}"), kind)),
        Value::Object(object) => {
            if let Some(Value::String(text)) = object.get("document_text") {
                found.push((text.clone(), kind));
            }
            for (name, value) in object {
                documents(value, if name == "resource_policy" { Kind::Resource } else { kind }, found);
            }
        }
        Value::Array(list) => list.iter().for_each(|value| documents(value, kind, found)),
        _ => {}
    }
}

#[test]
fn every_example_document_keeps_its_meaning() {
    let mut found = Vec::new();
    documents(&serde_json::from_str(CASES).unwrap(), Kind::Identity, &mut found);
    let system = strongroom_policy::system::all().iter();
    found.extend(system.map(|policy| (policy.document.print(), Kind::Identity)));
    let (mut kept, mut refused) = (0, 0);
    for (text, kind) in found {
        let Ok(document) = Document::parse(&text, kind) else {
            refused += 1;
            // A draft of an invalid document stays invalid.
            if let Ok(draft) = PolicyDraft::read(&text, kind) {
                assert!(Document::parse(&print(&draft, kind), kind).is_err(), "{text}");
            }
            continue;
        };
        let draft = PolicyDraft::read(&text, kind).unwrap();
        let printed = print(&draft, kind);
        assert_eq!(Document::parse(&printed, kind).unwrap(), document, "{printed}");
        assert_eq!(PolicyDraft::read(&printed, kind).unwrap(), draft, "{printed}");
        kept += 1;
    }
    assert!(kept > 60 && refused > 2, "{kept} kept, {refused} refused");
}

fn one(statement: &str) -> String {
    format!(r#"{{"Version": "1", "Statement": [{statement}]}}"#)
}

#[test]
fn unsupported_texts_are_rejected() {
    let broken = [
        ("{", "not valid JSON"),
        ("[]", "JSON object"),
        (r#"{"Version": "2012-10-17", "Statement": []}"#, "Version must be"),
        (r#"{"Version": "1"}"#, "Statement is missing"),
        (r#"{"Version": "1", "Statement": {}}"#, "must be a list"),
        (r#"{"Version": "1", "Statement": [], "Id": "x"}"#, "only Version and Statement"),
        (&one("1"), "Statement 1: it must be an object"),
        (&one(r#"{"Action": "*", "Resource": "*"}"#), "Effect must be"),
        (&one(r#"{"Effect": "allow", "Action": "*"}"#), "Effect must be"),
        (&one(r#"{"Effect": "Allow", "Action": "*", "Action": "kms:*"}"#), "is duplicated"),
        (&one(r#"{"Effect": "Allow", "Action": "*", "NotAction": "kms:*"}"#), "opposite"),
        (&one(r#"{"Effect": "Allow", "Action": 1}"#), "string or a list"),
        (&one(r#"{"Effect": "Allow", "Action": [["*"]]}"#), "string or a list"),
        (&one(r#"{"Effect": "Allow", "NotPrincipal": "*"}"#), "does not support NotPrincipal"),
        (&one(r#"{"Effect": "Allow", "Principal": {"RAM": "*"}}"#), "does not support Principal"),
        (&one(r#"{"Effect": "Allow", "Condition": "x"}"#), "Condition must be"),
        (&one(r#"{"Effect": "Allow", "Condition": {"Bool": "x"}}"#), "Bool must be an object"),
        (&one(r#"{"Effect": "Allow", "Condition": {"Bool": {"acs:SecureTransport": true}}}"#), "string or a list"),
        (&one(r#"{"Effect": "Allow", "Sid": 1}"#), "Sid must be"),
    ];
    for (text, why) in broken {
        let said = PolicyDraft::read(text, Kind::Identity).unwrap_err();
        assert!(said.contains(why), "{text}: {said}");
    }
    let trust = one(r#"{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}"#);
    assert!(PolicyDraft::read(&trust, Kind::Trust).unwrap_err().contains("does not support AWS in Principal"));
}

#[test]
fn unfinished_statements_are_accepted() {
    for text in ["", " \n", r#"{"Version": "1", "Statement": []}"#] {
        assert_eq!(PolicyDraft::read(text, Kind::Identity), Ok(PolicyDraft::default()));
    }
    for kind in [Kind::Identity, Kind::Resource, Kind::Trust] {
        let mut draft = PolicyDraft { statements: vec![DraftStatement::new(kind)] };
        draft.add_condition(0);
        draft.set_list(0, List::Resources, vec![String::new()]);
        assert_eq!(PolicyDraft::read(&print(&draft, kind), kind), Ok(draft));
    }
    let long = one(&format!(r#"{{"Effect": "Allow", "Action": "kms:{}", "Resource": "*"}}"#, "x".repeat(7_000)));
    assert!(Document::parse(&long, Kind::Identity).is_err() && PolicyDraft::read(&long, Kind::Identity).is_ok());
}

#[test]
fn conditions_on_the_same_key_are_not_merged() {
    let mut draft = PolicyDraft { statements: vec![DraftStatement::new(Kind::Identity)] };
    for value in ["a", "b"] {
        draft.add_condition(0);
        let place = draft.statements[0].conditions.len() - 1;
        draft.set_field(0, DraftField::Key(place), "kms:tag/env".to_owned());
        draft.set_list(0, List::Values(place), vec![value.to_owned()]);
    }
    let printed = print(&draft, Kind::Identity);
    assert!(printed.contains(r#""kms:tag/env": "a""#) && printed.contains(r#""kms:tag/env": "b""#), "{printed}");
    assert!(
        Document::parse(&printed, Kind::Identity).unwrap_err().iter().any(|problem| problem.rule == Rule::UniqueNames)
    );
    // Another operator makes it another condition.
    draft.set_field(0, DraftField::Operator(1), "StringLike".to_owned());
    assert_eq!(PolicyDraft::read(&print(&draft, Kind::Identity), Kind::Identity), Ok(draft));
}

#[test]
fn statements_are_copied_moved_and_removed() {
    let mut draft =
        PolicyDraft { statements: vec![DraftStatement::new(Kind::Identity), DraftStatement::new(Kind::Identity)] };
    draft.set_field(0, DraftField::Sid, "first".to_owned());
    draft.set_field(1, DraftField::Sid, "second".to_owned());
    draft.set_field(1, DraftField::Effect, "Deny".to_owned());
    draft.duplicate(1);
    draft.move_down(0);
    draft.move_down(2);
    draft.move_down(9);
    let seen: Vec<_> =
        (0..4).map(|at| (draft.field(at, DraftField::Sid), draft.field(at, DraftField::Effect))).collect();
    let expected = [("second", "Deny"), ("first", "Allow"), ("", "Deny"), ("", "")];
    assert_eq!(seen, expected.map(|(sid, effect)| (sid.to_owned(), effect.to_owned())));
    assert_eq!(draft.remove(1).and_then(|statement| statement.sid).as_deref(), Some("first"));
    assert_eq!(draft.remove(2), None);
    draft.set_field(0, DraftField::Sid, String::new());
    assert_eq!(draft.statements[0].sid, None);
    draft.set_except(0, List::Actions, true);
    draft.set_list(0, List::Actions, vec!["kms:*".to_owned()]);
    assert!(print(&draft, Kind::Identity).contains(r#""NotAction": "kms:*""#));
    // Indexes out of range change nothing.
    let before = draft.clone();
    draft.set_list(7, List::Actions, vec!["x".to_owned()]);
    draft.set_list(0, List::Values(3), vec!["x".to_owned()]);
    draft.set_field(0, DraftField::Key(3), "x".to_owned());
    draft.remove_condition(0, 3);
    assert_eq!(draft, before);
    assert!(draft.list(7, List::Resources).is_empty());
}
