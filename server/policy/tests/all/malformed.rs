//! Documents that are refused: which rule, where. Far more of them than good ones.

use Kind::*;
use Rule::*;
use strongroom_policy::{Document, Kind, Problem, Rule};

mod conditions;
mod elements;

/// Whole documents. `~` marks the place that is complained about; without it, the first character.
const DOCUMENTS: &[(Rule, &str, &str)] = &[
    (V1, "", ""),
    (V1, "", " "),
    (V1, "", "nonsense"),
    (V1, "", "null"),
    (V1, "", "[]"),
    (V1, "", "\"text\""),
    (V1, "", "17"),
    (V1, "", "{}"),
    (V1, "", "~{\"Statement\": []}"),
    (V1, "", "{\"Version\": \"1\"}"),
    (V1, "", "{\"Version\": \"1\"~\n  \"Statement\": []}"),
    (V1, "", "{\"Version\": \"1\"~,}"),
    (V1, "", "{\"Version\": \"1\", \"Statement\": []~]}"),
    (V1, "", "{\"Version\": ~'1'}"),
    (V1, "", "// a comment\n{}"),
    (V1, "", "\u{feff}{}"),
    (V1, "", "{\"Ver~s\tion\": \"1\"}"),
    (V1, "", "{\"Version\": \"~\\x31\"}"),
    (V1, "", "{\"Version\": \"~\\ud800\"}"),
    (V1, "", "{\"Version\": 0~1}"),
    (V1, "", "{\"Version\":~\u{b}\"1\"}"),
    (V1, "", "{\"Version\":~\u{a0}\"1\"}"),
    (
        V1,
        "Id",
        "{~\"Id\": \"x\", \"Version\": \"1\", \"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"*\", \"Resource\": \"*\"}]}",
    ),
    (V1, "", "{\"Version\": \"1\", \"statement\": []}"),
    (V2, "Version", "{\"Version\": ~1, \"Statement\": []}"),
    (V2, "Version", "{\"Version\": ~\"2012-10-17\", \"Statement\": []}"),
    (V2, "Version", "{\"Version\": ~\"1.0\", \"Statement\": []}"),
    (V2, "Version", "{\"Version\": ~[\"1\"], \"Statement\": []}"),
    (V2, "Version", "{\"Version\": ~null, \"Statement\": []}"),
    (V3, "Statement", "{\"Version\": \"1\", \"Statement\": ~[]}"),
    (V3, "Statement", "{\"Version\": \"1\",\n\"Statement\":\n  ~{\"Effect\": \"Allow\"}}"),
    (V3, "Statement", "{\"Version\": \"1\", \"Statement\": ~\"all\"}"),
    (V3, "Statement[0]", "{\"Version\": \"1\", \"Statement\": [~null]}"),
    (V3, "Statement[0]", "{\"Version\": \"1\", \"Statement\": [~[]]}"),
    (
        V3,
        "Statement[1]",
        "{\"Version\": \"1\", \"Statement\": [{\"Effect\": \"Deny\", \"Action\": \"*\", \"Resource\": \"*\"}, ~\"x\"]}",
    ),
    (
        V12,
        "Version",
        "{\"Version\": \"1\", ~\"Version\": \"1\", \"Statement\": [{\"Effect\": \"Deny\", \"Action\": \"*\", \"Resource\": \"*\"}]}",
    ),
    (
        V12,
        "Version",
        "{\"Version\": \"1\", ~\"\\u0056ersion\": \"1\", \"Statement\": [{\"Effect\": \"Deny\", \"Action\": \"*\", \"Resource\": \"*\"}]}",
    ),
];

fn refused(marked: &str, kind: Kind) -> (Vec<Problem>, u32, u32) {
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
fn whole_documents() {
    for (rule, path, marked) in DOCUMENTS {
        assert_refused(marked, Identity, *rule, path);
    }
}

#[test]
fn statements() {
    for (rule, kind, path, members) in elements::REFUSED.iter().chain(conditions::REFUSED) {
        // What is said of the statement as a whole points at its brace.
        let brace = if members.contains('~') { "{" } else { "~{" };
        let marked = format!("{{\n  \"Version\": \"1\", \"Statement\": [\n    {brace}{members}}}\n  ]\n}}");
        assert_refused(&marked, *kind, *rule, &format!("Statement[0]{path}"));
    }
}

#[test]
fn every_rule_is_tried_several_times() {
    let all = DOCUMENTS.iter().map(|d| d.0).chain(elements::REFUSED.iter().chain(conditions::REFUSED).map(|s| s.0));
    let rules: Vec<_> = all.collect();
    for rule in [V1, V2, V3, V4, V5, V6, V7, V8, V9, V10, V12] {
        assert!(rules.iter().filter(|r| **r == rule).count() >= 4, "{rule}");
    }
    assert!(rules.len() > 100, "{}", rules.len());
}

#[test]
fn sizes() {
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
        assert_eq!((problems.len(), problems[0].rule), (1, V11), "{kind:?}");
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
fn all_problems_are_told_in_the_order_of_the_text() {
    let text = "{\"Version\": \"2\", \"Statement\": [\n{\"Effect\": \"Maybe\", \"Action\": \"x\", \"Resource\": []},\n{\"Effect\": \"Deny\"}]}";
    let problems = Document::parse(text, Identity).unwrap_err();
    let found: Vec<_> = problems.iter().map(|p| (p.rule, p.position.line)).collect();
    assert_eq!(found, [(V2, 1), (V4, 2), (V5, 2), (V6, 2), (V5, 3), (V6, 3)]);
    assert_eq!(problems[1].to_string(), "line 2, column 12: Effect must be exactly Allow or Deny. (V4)");
}

#[test]
fn deep_nesting_is_refused() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let text = open.repeat(1_000) + "1" + &close.repeat(1_000);
        assert_eq!(Document::parse(&text, Identity).unwrap_err()[0].rule, V1);
    }
}
