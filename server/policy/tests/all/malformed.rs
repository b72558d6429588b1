//! Rejected documents: the broken rule and its position.

use Kind::*;
use Rule::*;
use strongroom_policy::{Document, Kind, PolicyProblem, Rule};

mod conditions;
mod elements;

/// Whole documents. `~` marks the position of the problem; without it, the first character.
const DOCUMENTS: &[(Rule, &str, &str)] = &[
    (DocumentShape, "", ""),
    (DocumentShape, "", " "),
    (DocumentShape, "", "nonsense"),
    (DocumentShape, "", "null"),
    (DocumentShape, "", "[]"),
    (DocumentShape, "", "\"text\""),
    (DocumentShape, "", "17"),
    (DocumentShape, "", "{}"),
    (DocumentShape, "", "~{\"Statement\": []}"),
    (DocumentShape, "", "{\"Version\": \"1\"}"),
    (DocumentShape, "", "{\"Version\": \"1\"~\n  \"Statement\": []}"),
    (DocumentShape, "", "{\"Version\": \"1\"~,}"),
    (DocumentShape, "", "{\"Version\": \"1\", \"Statement\": []~]}"),
    (DocumentShape, "", "{\"Version\": ~'1'}"),
    (DocumentShape, "", "// a comment\n{}"),
    (DocumentShape, "", "\u{feff}{}"),
    (DocumentShape, "", "{\"Ver~s\tion\": \"1\"}"),
    (DocumentShape, "", "{\"Version\": \"~\\x31\"}"),
    (DocumentShape, "", "{\"Version\": \"~\\ud800\"}"),
    (DocumentShape, "", "{\"Version\": 0~1}"),
    (DocumentShape, "", "{\"Version\":~\u{b}\"1\"}"),
    (DocumentShape, "", "{\"Version\":~\u{a0}\"1\"}"),
    (
        DocumentShape,
        "Id",
        "{~\"Id\": \"x\", \"Version\": \"1\", \"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"*\", \"Resource\": \"*\"}]}",
    ),
    (DocumentShape, "", "{\"Version\": \"1\", \"statement\": []}"),
    (Version, "Version", "{\"Version\": ~1, \"Statement\": []}"),
    (Version, "Version", "{\"Version\": ~\"2012-10-17\", \"Statement\": []}"),
    (Version, "Version", "{\"Version\": ~\"1.0\", \"Statement\": []}"),
    (Version, "Version", "{\"Version\": ~[\"1\"], \"Statement\": []}"),
    (Version, "Version", "{\"Version\": ~null, \"Statement\": []}"),
    (Statements, "Statement", "{\"Version\": \"1\", \"Statement\": ~[]}"),
    (Statements, "Statement", "{\"Version\": \"1\",\n\"Statement\":\n  ~{\"Effect\": \"Allow\"}}"),
    (Statements, "Statement", "{\"Version\": \"1\", \"Statement\": ~\"all\"}"),
    (Statements, "Statement[0]", "{\"Version\": \"1\", \"Statement\": [~null]}"),
    (Statements, "Statement[0]", "{\"Version\": \"1\", \"Statement\": [~[]]}"),
    (
        Statements,
        "Statement[1]",
        "{\"Version\": \"1\", \"Statement\": [{\"Effect\": \"Deny\", \"Action\": \"*\", \"Resource\": \"*\"}, ~\"x\"]}",
    ),
    (
        UniqueNames,
        "Version",
        "{\"Version\": \"1\", ~\"Version\": \"1\", \"Statement\": [{\"Effect\": \"Deny\", \"Action\": \"*\", \"Resource\": \"*\"}]}",
    ),
    (
        UniqueNames,
        "Version",
        "{\"Version\": \"1\", ~\"\\u0056ersion\": \"1\", \"Statement\": [{\"Effect\": \"Deny\", \"Action\": \"*\", \"Resource\": \"*\"}]}",
    ),
];

fn refused(marked: &str, kind: Kind) -> (Vec<PolicyProblem>, u32, u32) {
    let before = &marked[..marked.find('~').unwrap_or(0)];
    let line = before.matches('\n').count() as u32 + 1;
    let column = before.rsplit('\n').next().unwrap().chars().count() as u32 + 1;
    let text = marked.replacen('~', "", 1);
    (Document::parse(&text, kind).expect_err(&text), line, column)
}

fn assert_refused(marked: &str, kind: Kind, rule: Rule, path: &str) {
    let (problems, line, column) = refused(marked, kind);
    let first = &problems[0];
    let found = (first.rule, first.path.as_str(), first.position.line, first.position.column);
    assert_eq!(found, (rule, path, line, column), "{marked}\n{problems:#?}");
    assert!(first.sentence.ends_with('.'), "{}", first.sentence);
}

#[test]
fn invalid_documents_are_rejected() {
    for (rule, path, marked) in DOCUMENTS {
        assert_refused(marked, Identity, *rule, path);
    }
}

#[test]
fn invalid_statements_are_rejected() {
    for (rule, kind, path, members) in elements::REFUSED.iter().chain(conditions::REFUSED) {
        // A problem of the whole statement is at its brace.
        let brace = if members.contains('~') { "{" } else { "~{" };
        let marked = format!("{{\n  \"Version\": \"1\", \"Statement\": [\n    {brace}{members}}}\n  ]\n}}");
        assert_refused(&marked, *kind, *rule, &format!("Statement[0]{path}"));
    }
}

#[test]
fn empty_list_of_principals_beside_a_full_one_names_nobody() {
    for (kind, principal, rest) in [
        (Trust, r#"{"RAM": ["acs:ram::1:root"], "Service": []}"#, ""),
        (Trust, r#"{"Federated": [], "RAM": "acs:ram::1:root", "Service": []}"#, ""),
        (Trust, r#"{"RAM": [], "Service": ["ecs.aliyuncs.com"]}"#, ""),
        (Resource, r#"{"RAM": ["acs:ram::1:root"], "Service": []}"#, r#", "Resource": "*""#),
        (Resource, r#"{"Service": [], "Federated": [], "RAM": ["acs:ram::1:user/a"]}"#, r#", "Resource": "*""#),
    ] {
        let action = if kind == Trust { "sts:AssumeRole" } else { "kms:*" };
        let text = format!(
            r#"{{"Version": "1", "Statement": [{{"Effect": "Allow", "Principal": {principal}, "Action": "{action}"{rest}}}]}}"#
        );
        assert!(Document::parse(&text, kind).is_ok(), "{text}");
    }
}

#[test]
fn every_rule_has_several_cases() {
    let all = DOCUMENTS.iter().map(|d| d.0).chain(elements::REFUSED.iter().chain(conditions::REFUSED).map(|s| s.0));
    let rules: Vec<_> = all.collect();
    for rule in [
        DocumentShape,
        Version,
        Statements,
        Effect,
        Actions,
        Resources,
        Elements,
        ResourcePolicyScope,
        Operators,
        ConditionValues,
        UniqueNames,
    ] {
        assert!(rules.iter().filter(|r| **r == rule).count() >= 4, "{rule:?}");
    }
    assert!(rules.len() > 100, "{}", rules.len());
}

#[test]
fn size_limits_are_enforced() {
    let padded = |length: usize, letter: &str| {
        let text = r#"{"Version":"1","Statement":[{"Sid":"","Effect":"Allow","Action":"*","Resource":"*"}]}"#;
        let wide = r#"{"Version":"1","Statement":[{"Effect":"Allow","Principal":{"RAM":"a"},"Action":"kms:*","Resource":"*"}]}"#;
        let text = if letter == "w" { wide } else { text };
        text.replacen('[', &format!("[{}", " ".repeat(length - text.len())), 1)
    };
    for (kind, letter, limit) in [
        (Identity, "n", 6_144),
        (Control, "n", 6_144),
        (Session, "n", 2_048),
        (Resource, "w", 32_768),
        (Trust, "w", 6_144),
    ] {
        assert!(Document::parse(&padded(limit, letter), kind).is_ok(), "{kind:?}");
        let problems = Document::parse(&padded(limit + 1, letter), kind).unwrap_err();
        assert_eq!((problems.len(), problems[0].rule), (1, DocumentSize), "{kind:?}");
    }
    // Characters, not bytes, except for secrets and keys.
    let wide = format!(
        r#"{{"Version":"1","Statement":[{{"Sid":"{}","Effect":"Allow","Action":"*","Resource":"*"}}]}}"#,
        "ü".repeat(128)
    );
    let blanks = " ".repeat(2_048 - wide.chars().count());
    assert!(Document::parse(&(wide + &blanks), Session).is_ok());
}

#[test]
fn problems_are_in_the_order_of_the_text() {
    let text = "{\"Version\": \"2\", \"Statement\": [\n{\"Effect\": \"Maybe\", \"Action\": \"x\", \"Resource\": []},\n{\"Effect\": \"Deny\"}]}";
    let problems = Document::parse(text, Identity).unwrap_err();
    let found: Vec<_> = problems.iter().map(|p| (p.rule, p.position.line)).collect();
    assert_eq!(found, [(Version, 1), (Effect, 2), (Actions, 2), (Resources, 2), (Actions, 3), (Resources, 3)]);
    assert_eq!(problems[1].to_string(), "line 2, column 12: Effect must be exactly Allow or Deny.");
}

#[test]
fn deep_nesting_is_rejected() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let text = open.repeat(1_000) + "1" + &close.repeat(1_000);
        assert_eq!(Document::parse(&text, Identity).unwrap_err()[0].rule, DocumentShape);
    }
}
