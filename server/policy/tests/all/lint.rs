//! Advice: every kind is reported where it applies, and only there.

use Severity::*;
use strongroom_policy::{Document, Kind, Severity, lint};

/// Kind, statement, severity, path within the statement, part of the message. `~` marks the position.
const FOUND: &[(Kind, &str, Severity, &str, &str)] = &[
    (
        Kind::Identity,
        r#""Effect": "Allow", "NotAction": ~"ram:*", "Resource": "*""#,
        Warning,
        ".NotAction[0]",
        "future ones",
    ),
    (
        Kind::Identity,
        r#""Effect": "Allow", "Action": "kms:GetSecretValue", "NotResource": ~"acs:kms:*:*:secret/a""#,
        Warning,
        ".NotResource[0]",
        "every other resource",
    ),
    (
        Kind::Identity,
        r#""Effect": "Allow", "Action": ["kms:List*", ~"kms:*"], "Resource": "*""#,
        Warning,
        ".Action[1]",
        "every action on every resource",
    ),
    (
        Kind::Identity,
        r#""Effect": "Allow", "Action": ~"*", "Resource": ["acs:kms:*:*:key", "*"]"#,
        Warning,
        ".Action[0]",
        "every action on every resource",
    ),
    (
        Kind::Identity,
        r#""Effect": "Deny", "Action": "kms:*", "Resource": "*", "Condition": {"StringEquals": {~"kms:tag/env": "prod"}}"#,
        Warning,
        ".Condition.StringEquals.kms:tag/env",
        "does not match requests without",
    ),
    (
        Kind::Identity,
        r#""Effect": "Deny", "Action": "kms:*", "Resource": "*", "Condition": {"Bool": {~"acs:MFAPresent": "false"}}"#,
        Warning,
        ".Condition.Bool.acs:MFAPresent",
        "always matches them",
    ),
    (
        Kind::Identity,
        r#""Effect": "Allow", "Action": "kms:GetSecretValue", "Resource": "*", "Condition": {"Bool": {~"acs:mfapresent": "true"}}"#,
        Warning,
        ".Condition.Bool.acs:mfapresent",
        "never matches them",
    ),
    (
        Kind::Identity,
        r#""Effect": "Allow", "Action": ["kms:GetSecretValue", "kms:ListSecrets"], "Resource": ~"acs:kms:*:*:secret/*""#,
        Warning,
        ".Resource[0]",
        "Also add acs:kms:*:*:secret.",
    ),
    (
        Kind::Identity,
        r#""Effect": "Allow", "Action": "kms:CreateSecret", "Resource": ~"acs:kms:*:*:secret/prod/*""#,
        Warning,
        ".Resource[0]",
        "kms:CreateSecret is authorized on the container",
    ),
    (
        Kind::Identity,
        r#""Effect": "Allow", "Action": "kms:GetSecretValue", "Resource": ["acs:kms:*:*:secret/a", ~"acs:kms:*:*:key/*"]"#,
        Error,
        ".Resource[1]",
        "never matches",
    ),
    (
        Kind::Identity,
        r#""Effect": "Allow", "Action": "kms:GetSecretValue", "Resource": ~"acs:ram:*:*:secret/a""#,
        Error,
        ".Resource[0]",
        "never matches",
    ),
    (
        Kind::Identity,
        r#""Effect": "Allow", "Action": "kms:GetSecretValue", "Resource": ~"acs:kms:*:*:secrets/a""#,
        Error,
        ".Resource[0]",
        "never matches",
    ),
    (
        Kind::Identity,
        r#""Effect": "Allow", "Action": ~"kms:GetSecretValues", "Resource": "*""#,
        Warning,
        ".Action[0]",
        "Did you mean kms:GetSecretValue?",
    ),
    (
        Kind::Identity,
        r#""Effect": "Allow", "Action": ~"ram:CreateAcessKey", "Resource": "*""#,
        Warning,
        ".Action[0]",
        "Did you mean ram:CreateAccessKey?",
    ),
    (
        Kind::Identity,
        r#""Effect": "Allow", "Action": ~"kms:Fetch*", "Resource": "*""#,
        Warning,
        ".Action[0]",
        "is not a known action.",
    ),
    (
        Kind::Identity,
        r#""Effect": "Allow", "Action": "kms:GetSecretValue", "Resource": "*", "Condition": {"StringLike": {"acs:PrincipalARN": ~"acs:ram:*:*:role/KmsRotator"}}"#,
        Warning,
        ".Condition.StringLike.acs:PrincipalARN[0]",
        "lower case",
    ),
    (
        Kind::Identity,
        r#""Effect": "Allow", "Action": "kms:GetSecretValue", "Resource": "*", "Condition": {"StringEquals": {"kms:tag/team": ["core", ~"edge-*"]}}"#,
        Warning,
        ".Condition.StringEquals.kms:tag/team[1]",
        "Use StringLike",
    ),
    (
        Kind::Identity,
        r#""Effect": "Allow", "Action": "kms:GetSecretValue", "Resource": "*", "Condition": {"StringEquals": {~"acs:SourceIp": "10.0.0.0/8"}}"#,
        Error,
        ".Condition.StringEquals.acs:SourceIp",
        "never satisfied. Use IpAddress, for example with 10.0.0.0/8.",
    ),
    (
        Kind::Identity,
        r#""Effect": "Deny", "Action": "kms:GetSecretValue", "Resource": "*", "Condition": {"StringNotEquals": {~"acs:CurrentTime": "tomorrow"}}"#,
        Warning,
        ".Condition.StringNotEquals.acs:CurrentTime",
        "always satisfied. Use DateEquals",
    ),
    (
        Kind::Identity,
        r#""Effect": "Allow", "Action": "kms:GetSecretValue", "Resource": "*", "Condition": {"StringEquals": {~"acs:SecureTransport": ["yes", "True"]}}"#,
        Error,
        ".Condition.StringEquals.acs:SecureTransport",
        "Use Bool",
    ),
    (
        Kind::Identity,
        r#""Effect": "Allow", "Action": "kms:DeleteSecret", "Resource": "*", "Condition": {"NumericGreaterThan": {~"kms:RecoveryWindowInDays": "30"}}"#,
        Error,
        ".Condition.NumericGreaterThan.kms:RecoveryWindowInDays",
        "7 to 30",
    ),
    (
        Kind::Identity,
        r#""Effect": "Allow", "Action": "kms:GetSecretValue", "Resource": "*", "Condition": {"NumericEquals": {~"acs:SourceIp": "10"}}"#,
        Error,
        ".Condition.NumericEquals.acs:SourceIp",
        "Use IpAddress",
    ),
    (
        Kind::Identity,
        r#""Effect": "Allow", "Action": "kms:GetSecretValue", "Resource": "*", "Condition": {"IpAddress": {~"acs:SourceIpp": "10.0.0.0/8"}}"#,
        Error,
        ".Condition.IpAddress.acs:SourceIpp",
        "Did you mean acs:SourceIp?",
    ),
    (
        Kind::Identity,
        r#""Effect": "Allow", "Action": "kms:GetSecretValue", "Resource": "*", "Condition": {"StringEquals": {~"acs:SourceVpc": "vpc-1"}}"#,
        Error,
        ".Condition.StringEquals.acs:SourceVpc",
        "No request has the key",
    ),
    (
        Kind::Identity,
        r#""Effect": "Allow", "Action": "kms:GetSecretValue", "Resource": "*", "Condition": {"StringLike": {~"acs:SourceIp": "10.*"}}"#,
        Warning,
        ".Condition.StringLike.acs:SourceIp",
        "Use IpAddress",
    ),
    (
        Kind::Resource,
        r#""Effect": "Allow", "Principal": {"RAM": ~"acs:ram::1000000000000101:role/Deployer"}, "Action": "kms:GetSecretValue", "Resource": "*""#,
        Warning,
        ".Principal.RAM[0]",
        "lower case",
    ),
    (
        Kind::Resource,
        r#""Effect": "Deny", "Principal": {"RAM": ~"acs:ram::1000000000000101:user/*"}, "Action": "kms:GetSecretValue", "Resource": "*""#,
        Error,
        ".Principal.RAM[0]",
        "denies nothing",
    ),
    (
        Kind::Resource,
        r#""Effect": "Allow", "Principal": {"RAM": ~"*"}, "Action": "kms:GetSecretValue", "Resource": "*""#,
        Error,
        ".Principal.RAM[0]",
        "allows nothing",
    ),
    (
        Kind::Resource,
        r#""Effect": "Allow", "Principal": {"RAM": ~"acs:ram::1000000000000101:group/g"}, "Action": "kms:GetSecretValue", "Resource": "*""#,
        Error,
        ".Principal.RAM[0]",
        "group",
    ),
];

/// Statements without advice.
const SILENT: &[(Kind, &str)] = &[
    (Kind::Identity, r#""Effect": "Allow", "Action": "kms:GetSecretValue", "Resource": "acs:kms:*:*:secret/prod/*""#),
    (Kind::Identity, r#""Effect": "Allow", "Action": "kms:*", "Resource": "acs:kms:*:*:secret*""#),
    (
        Kind::Identity,
        r#""Effect": "Allow", "Action": ["kms:ListSecrets", "kms:GetSecretValue"], "Resource": ["acs:kms:*:*:secret", "acs:kms:*:*:secret/a"]"#,
    ),
    (Kind::Identity, r#""Effect": "Deny", "NotAction": "kms:*", "Resource": "*""#),
    (
        Kind::Identity,
        r#""Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {"NotIpAddress": {"acs:SourceIp": "10.0.0.0/8"}}"#,
    ),
    (
        Kind::Identity,
        r#""Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {"IpAddress": {"acs:SourceIp": "10.0.0.0/8"}}"#,
    ),
    (
        Kind::Identity,
        r#""Effect": "Allow", "Action": "kms:*", "Resource": "acs:kms:*:*:secret*", "Condition": {"DateLessThan": {"acs:CurrentTime": "2027-01-01T00:00:00+08:00"},
            "Bool": {"acs:SecureTransport": "True"}, "NumericEquals": {"kms:tag/rank": "7"}, "StringEquals": {"acs:ResourceTag/env": "prod"}}"#,
    ),
    (Kind::Identity, r#""Effect": "Allow", "Action": "ecs:DoesNotMatter", "Resource": "acs:ecs:*:*:instance/*""#),
    (Kind::Identity, r#""Effect": "Allow", "Action": "KMS:GETSECRETVALUE", "Resource": "*""#),
    (
        Kind::Identity,
        r#""Effect": "Allow", "Action": "kms:TagResource", "Resource": ["acs:kms:*:*:key/*", "acs:kms:*:*:s?cret/*"]"#,
    ),
    (
        Kind::Identity,
        r#""Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "acs:ram::1000000000000101:role/deployer""#,
    ),
    (Kind::Control, r#""Effect": "Allow", "Action": "*", "Resource": "*""#),
    (
        Kind::Resource,
        r#""Effect": "Allow", "Principal": {"RAM": ["acs:ram::1000000000000101:*", "acs:ram::1000000000000101:user/Alice"]}, "Action": "kms:*", "Resource": "*""#,
    ),
    (
        Kind::Trust,
        r#""Effect": "Allow", "Principal": {"RAM": "acs:ram::1000000000000101:root"}, "Action": "sts:AssumeRole""#,
    ),
];

fn text(statement: &str) -> String {
    format!("{{\"Version\": \"1\", \"Statement\": [\n  {{{statement}}}\n]}}")
}

#[test]
fn advice_has_its_position() {
    for (kind, marked, severity, path, part) in FOUND {
        let column = text(marked).lines().nth(1).unwrap().find('~').unwrap() as u32 + 1;
        let findings = lint(&Document::parse(&text(&marked.replace('~', "")), *kind).unwrap());
        let path = format!("Statement[0]{path}");
        let [finding] = &findings[..] else { panic!("{marked}\n{findings:#?}") };
        assert_eq!((finding.severity, &finding.path), (*severity, &path), "{marked}");
        assert_eq!((finding.position.line, finding.position.column), (2, column), "{marked}");
        assert!(finding.sentence.contains(part) && finding.sentence.ends_with(['.', '?']), "{}", finding.sentence);
    }
}

#[test]
fn good_statements_have_no_advice() {
    for (kind, statement) in SILENT {
        let findings = lint(&Document::parse(&text(statement), *kind).unwrap());
        assert!(findings.is_empty(), "{statement}\n{findings:#?}");
    }
}

#[test]
fn duplicate_statement_is_reported() {
    let one = r#"{"Effect": "Deny", "Action": "kms:DeleteSecret", "Resource": "*"}"#;
    let again = one.replacen('{', "{\"Sid\": \"again\", ", 1);
    let text = format!("{{\"Version\": \"1\", \"Statement\": [{one},\n {again}]}}");
    let findings = lint(&Document::parse(&text, Kind::Identity).unwrap());
    let [finding] = &findings[..] else { panic!("{findings:#?}") };
    assert_eq!((finding.path.as_str(), finding.position.line), ("Statement[1]", 2));
}
