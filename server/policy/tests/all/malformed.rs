//! Documents that are refused: which rule, where. Far more of them than good ones.

use Kind::*;
use Rule::*;
use strongroom_policy::{Document, Kind, Problem, Rule};

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

/// Members of the only statement, on a line of their own.
const STATEMENTS: &[(Rule, Kind, &str, &str)] = &[
    (V4, Identity, "", r#""Action": "*", "Resource": "*""#),
    (V4, Identity, ".Effect", r#""Effect": ~"allow", "Action": "*", "Resource": "*""#),
    (V4, Identity, ".Effect", r#""Effect": ~"DENY", "Action": "*", "Resource": "*""#),
    (V4, Identity, ".Effect", r#""Effect": ~true, "Action": "*", "Resource": "*""#),
    (V4, Identity, ".Effect", r#""Effect": ~["Allow"], "Action": "*", "Resource": "*""#),
    (V5, Identity, "", r#""Effect": "Allow", "Resource": "*""#),
    (V5, Identity, "", r#""Effect": "Allow", "Action": "*", "NotAction": "kms:*", "Resource": "*""#),
    (V5, Identity, ".Action", r#""Effect": "Allow", "Action": ~[], "Resource": "*""#),
    (V5, Identity, ".NotAction", r#""Effect": "Allow", "NotAction": ~[], "Resource": "*""#),
    (V5, Identity, ".Action[0]", r#""Effect": "Allow", "Action": ~"GetSecretValue", "Resource": "*""#),
    (V5, Identity, ".Action[0]", r#""Effect": "Allow", "Action": ~"", "Resource": "*""#),
    (V5, Identity, ".Action[0]", r#""Effect": "Allow", "Action": ~"kms:", "Resource": "*""#),
    (V5, Identity, ".Action[0]", r#""Effect": "Allow", "Action": ~":Get", "Resource": "*""#),
    (V5, Identity, ".Action[0]", r#""Effect": "Allow", "Action": ~"kms: Get", "Resource": "*""#),
    (V5, Identity, ".Action[0]", r#""Effect": "Allow", "Action": ~"kms:Get:Secret", "Resource": "*""#),
    (V5, Identity, ".Action[0]", r#""Effect": "Allow", "Action": ~"**", "Resource": "*""#),
    (V5, Identity, ".Action[1]", r#""Effect": "Allow", "Action": ["kms:List*", ~"kms"], "Resource": "*""#),
    (V5, Identity, ".Action[1]", r#""Effect": "Allow", "Action": ["kms:List*", ~7], "Resource": "*""#),
    (V5, Identity, ".Action[0]", r#""Effect": "Allow", "Action": ~{}, "Resource": "*""#),
    (V6, Identity, "", r#""Effect": "Allow", "Action": "*""#),
    (V6, Identity, "", r#""Effect": "Allow", "Action": "*", "Resource": "*", "NotResource": "*""#),
    (V6, Identity, ".Resource", r#""Effect": "Allow", "Action": "*", "Resource": ~[]"#),
    (V6, Identity, ".NotResource", r#""Effect": "Allow", "Action": "*", "NotResource": ~[]"#),
    (V6, Identity, ".Resource[0]", r#""Effect": "Allow", "Action": "*", "Resource": ~"""#),
    (V6, Identity, ".Resource[0]", r#""Effect": "Allow", "Action": "*", "Resource": ~"**""#),
    (V6, Identity, ".Resource[0]", r#""Effect": "Allow", "Action": "*", "Resource": ~"secret/prod""#),
    (V6, Identity, ".Resource[0]", r#""Effect": "Allow", "Action": "*", "Resource": ~"acs:kms:*:*""#),
    (V6, Identity, ".Resource[0]", r#""Effect": "Allow", "Action": "*", "Resource": ~"arn:kms:*:*:secret""#),
    (V6, Identity, ".Resource[0]", r#""Effect": "Allow", "Action": "*", "Resource": ~"ACS:kms:*:*:secret""#),
    (V6, Identity, ".Resource[0]", r#""Effect": "Allow", "Action": "*", "Resource": ~"*:kms:*:*:secret""#),
    (V6, Identity, ".Resource[2]", r#""Effect": "Allow", "Action": "*", "Resource": ["*", "acs:kms:*:*:key", ~false]"#),
    (V6, Session, "", r#""Effect": "Allow", "Action": "*""#),
    (V6, Control, "", r#""Effect": "Allow", "Action": "*""#),
    (
        V7,
        Identity,
        ".Principal",
        r#""Effect": "Allow", ~"Principal": {"RAM": "acs:ram::1:root"}, "Action": "*", "Resource": "*""#,
    ),
    (
        V7,
        Session,
        ".Principal",
        r#""Effect": "Allow", ~"Principal": {"RAM": "acs:ram::1:root"}, "Action": "*", "Resource": "*""#,
    ),
    (
        V7,
        Control,
        ".Principal",
        r#""Effect": "Allow", ~"Principal": {"RAM": "acs:ram::1:root"}, "Action": "*", "Resource": "*""#,
    ),
    (V7, Resource, "", r#""Effect": "Allow", "Action": "kms:*", "Resource": "*""#),
    (V7, Trust, "", r#""Effect": "Allow", "Action": "sts:AssumeRole""#),
    (V7, Resource, ".Principal", r#""Effect": "Allow", "Principal": ~"*", "Action": "kms:*", "Resource": "*""#),
    (V7, Resource, ".Principal", r#""Effect": "Allow", "Principal": ~{}, "Action": "kms:*", "Resource": "*""#),
    (
        V7,
        Resource,
        ".Principal.RAM",
        r#""Effect": "Allow", "Principal": {"RAM": ~[]}, "Action": "kms:*", "Resource": "*""#,
    ),
    (
        V7,
        Resource,
        ".Principal.RAM[0]",
        r#""Effect": "Allow", "Principal": {"RAM": ~5}, "Action": "kms:*", "Resource": "*""#,
    ),
    (
        V7,
        Resource,
        ".Principal.Service",
        r#""Effect": "Allow", "Principal": {~"Service": "ecs.aliyuncs.com"}, "Action": "kms:*", "Resource": "*""#,
    ),
    (V7, Trust, ".Principal.AWS", r#""Effect": "Allow", "Principal": {~"AWS": "*"}, "Action": "sts:AssumeRole""#),
    (
        V7,
        Resource,
        ".NotPrincipal",
        r#""Effect": "Deny", "Principal": {"RAM": "acs:ram::1:*"}, ~"NotPrincipal": {}, "Action": "kms:*", "Resource": "*""#,
    ),
    (V7, Identity, ".effect", r#""Effect": "Allow", ~"effect": "Allow", "Action": "*", "Resource": "*""#),
    (V7, Identity, ".Comment", r#"~"Comment": "x", "Effect": "Allow", "Action": "*", "Resource": "*""#),
    (V7, Identity, ".Sid", r#""Sid": ~1, "Effect": "Allow", "Action": "*", "Resource": "*""#),
    (
        V8,
        Resource,
        ".Resource[0]",
        r#""Effect": "Allow", "Principal": {"RAM": "acs:ram::1:*"}, "Action": "kms:*", "Resource": ~"acs:kms:*:*:secret/a""#,
    ),
    (
        V8,
        Resource,
        ".NotResource[0]",
        r#""Effect": "Allow", "Principal": {"RAM": "acs:ram::1:*"}, "Action": "kms:*", "NotResource": ~"*""#,
    ),
    (
        V8,
        Resource,
        ".Action[0]",
        r#""Effect": "Allow", "Principal": {"RAM": "acs:ram::1:*"}, "Action": ~"*", "Resource": "*""#,
    ),
    (
        V8,
        Resource,
        ".Action[1]",
        r#""Effect": "Allow", "Principal": {"RAM": "acs:ram::1:*"}, "Action": ["kms:*", ~"ram:*"], "Resource": "*""#,
    ),
    (
        V8,
        Resource,
        ".NotAction[0]",
        r#""Effect": "Deny", "Principal": {"RAM": "acs:ram::1:*"}, "NotAction": ~"km?:List*", "Resource": "*""#,
    ),
    (V9, Identity, ".Condition", r#""Effect": "Allow", "Action": "*", "Resource": "*", "Condition": ~[]"#),
    (V9, Identity, ".Condition", r#""Effect": "Allow", "Action": "*", "Resource": "*", "Condition": ~"always""#),
    (
        V9,
        Identity,
        ".Condition.Bool",
        r#""Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"Bool": ~"true"}"#,
    ),
    (
        V9,
        Identity,
        ".Condition.BoolIfExists",
        r#""Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {~"BoolIfExists": {"acs:MFAPresent": "false"}}"#,
    ),
    (
        V9,
        Identity,
        ".Condition.Null",
        r#""Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {~"Null": {"acs:MFAPresent": "true"}}"#,
    ),
    (
        V9,
        Identity,
        ".Condition.ForAnyValue:StringLike",
        r#""Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {~"ForAnyValue:StringLike": {"a": "b"}}"#,
    ),
    (
        V9,
        Identity,
        ".Condition.ArnLike",
        r#""Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {~"ArnLike": {"a": "b"}}"#,
    ),
    (
        V9,
        Identity,
        ".Condition.stringequals",
        r#""Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {~"stringequals": {"a": "b"}}"#,
    ),
    (
        V9,
        Identity,
        ".Condition.DateNotBefore",
        r#""Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {~"DateNotBefore": {"a": "b"}}"#,
    ),
    (
        V10,
        Identity,
        ".Condition.Bool.a[0]",
        r#""Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"Bool": {"a": ~true}}"#,
    ),
    (
        V10,
        Identity,
        ".Condition.Bool.a[0]",
        r#""Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"Bool": {"a": ~"yes"}}"#,
    ),
    (
        V10,
        Identity,
        ".Condition.Bool.a",
        r#""Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"Bool": {"a": ~[]}}"#,
    ),
    (
        V10,
        Identity,
        ".Condition.NumericEquals.a[0]",
        r#""Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"NumericEquals": {"a": ~14}}"#,
    ),
    (
        V10,
        Identity,
        ".Condition.NumericEquals.a[0]",
        r#""Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"NumericEquals": {"a": ~"fourteen"}}"#,
    ),
    (
        V10,
        Identity,
        ".Condition.NumericEquals.a[1]",
        r#""Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"NumericEquals": {"a": ["1", ~"1e3"]}}"#,
    ),
    (
        V10,
        Identity,
        ".Condition.NumericEquals.a[0]",
        r#""Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"NumericEquals": {"a": ~""}}"#,
    ),
    (
        V10,
        Identity,
        ".Condition.NumericEquals.a[0]",
        r#""Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"NumericEquals": {"a": ~"1."}}"#,
    ),
    (
        V10,
        Identity,
        ".Condition.DateEquals.a[0]",
        r#""Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"DateEquals": {"a": ~"2026-03-01"}}"#,
    ),
    (
        V10,
        Identity,
        ".Condition.DateEquals.a[0]",
        r#""Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"DateEquals": {"a": ~"2026-03-01T00:00:00"}}"#,
    ),
    (
        V10,
        Identity,
        ".Condition.DateEquals.a[0]",
        r#""Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"DateEquals": {"a": ~"2026-03-01T00:00Z"}}"#,
    ),
    (
        V10,
        Identity,
        ".Condition.DateEquals.a[0]",
        r#""Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"DateEquals": {"a": ~"2026-02-30T00:00:00Z"}}"#,
    ),
    (
        V10,
        Identity,
        ".Condition.DateEquals.a[0]",
        r#""Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"DateEquals": {"a": ~"2026-03-01 00:00:00Z"}}"#,
    ),
    (
        V10,
        Identity,
        ".Condition.IpAddress.a[0]",
        r#""Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"IpAddress": {"a": ~"10.0.0.0/33"}}"#,
    ),
    (
        V10,
        Identity,
        ".Condition.IpAddress.a[0]",
        r#""Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"IpAddress": {"a": ~"10.0.0"}}"#,
    ),
    (
        V10,
        Identity,
        ".Condition.IpAddress.a[0]",
        r#""Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"IpAddress": {"a": ~"10.0.0.*"}}"#,
    ),
    (
        V10,
        Identity,
        ".Condition.NotIpAddress.a[1]",
        r#""Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {"NotIpAddress": {"a": ["::/0", ~"2001:db8::/129"]}}"#,
    ),
    (V12, Identity, ".Action", r#""Effect": "Allow", "Action": "kms:List*", ~"Action": "kms:*", "Resource": "*""#),
    (
        V12,
        Identity,
        ".Condition.Bool.a",
        r#""Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"Bool": {"a": "true", ~"a": "false"}}"#,
    ),
    (
        V12,
        Identity,
        ".Condition.Bool",
        r#""Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"Bool": {"a": "true"}, ~"Bool": {"b": "false"}}"#,
    ),
    (
        V12,
        Resource,
        ".Principal.RAM",
        r#""Effect": "Allow", "Principal": {"RAM": "acs:ram::1:*", ~"RAM": "acs:ram::2:*"}, "Action": "kms:*", "Resource": "*""#,
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
    for (rule, kind, path, members) in STATEMENTS {
        // What is said of the statement as a whole points at its brace.
        let brace = if members.contains('~') { "{" } else { "~{" };
        let marked = format!("{{\n  \"Version\": \"1\", \"Statement\": [\n    {brace}{members}}}\n  ]\n}}");
        assert_refused(&marked, *kind, *rule, &format!("Statement[0]{path}"));
    }
}

#[test]
fn every_rule_is_tried_several_times() {
    let all = DOCUMENTS.iter().map(|d| d.0).chain(STATEMENTS.iter().map(|s| s.0));
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
