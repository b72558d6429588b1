//! Which secrets a statement matches.

use strongroom_policy::{ConditionContext, Document, Kind, Statement};

fn statement(rest: &str) -> Statement {
    let text = format!(r#"{{"Version": "1", "Statement": [{{"Effect": "Allow", {rest}}}]}}"#);
    Document::parse(&text, Kind::Identity).unwrap().statements()[0].clone()
}

fn about(resource: &str) -> Vec<String> {
    let statement = statement(&format!(r#""Action": "kms:*", {resource}"#));
    statement.secret_prefixes().into_iter().map(str::to_owned).collect()
}

#[test]
fn literal_prefixes_are_found() {
    for (resource, prefixes) in [
        (r#""Resource": "*""#, vec![""]),
        (r#""Resource": "acs:kms:*:*:*""#, vec![""]),
        (r#""Resource": "acs:kms:*:*:sec*""#, vec![""]),
        (r#""Resource": "acs:kms:*:*:?ecret/a""#, vec![""]),
        (r#""Resource": "acs:kms:*:*:secret/*""#, vec![""]),
        (r#""Resource": "acs:kms:*:*:secret/pay/*/db""#, vec!["pay/"]),
        (r#""Resource": "acs:kms:*:*:secret/pay?""#, vec!["pay"]),
        (r#""Resource": ["acs:kms:*:*:secret/b", "acs:kms:*:*:secret/a*", "acs:kms:*:*:secret/ab/c"]"#, vec!["a", "b"]),
        (r#""NotResource": "acs:kms:*:*:secret/b""#, vec![""]),
        (r#""Resource": "acs:kms:*:*:secret""#, vec![]),
        (r#""Resource": ["acs:kms:*:*:key/*", "acs:ram:*:*:user/secret/a"]"#, vec![]),
    ] {
        assert_eq!(about(resource), prefixes, "{resource}");
    }
}

#[test]
fn tag_conditions_apply_and_address_conditions_do_not() {
    let arn = "acs:kms:cn-hangzhou:1000000000000101:secret/pay/db";
    let tags = |value: &str| ConditionContext::from_iter([("kms:tag/env", value)]);
    let resource = r#""Action": "kms:Get*", "Resource": "acs:kms:*:*:secret/pay/*""#;
    let plain = statement(resource);
    assert!(
        plain.is_about(arn, &ConditionContext::default())
            && !plain.is_about(&arn.replace("pay", "hr"), &ConditionContext::default())
    );
    let conditions = r#""Condition": {"StringEquals": {"acs:ResourceTag/env": "prod"}, "IpAddress": {"acs:SourceIp": "10.0.0.0/8"}}"#;
    let tagged = statement(&format!("{resource}, {conditions}"));
    assert!(tagged.is_about(arn, &tags("prod")));
    assert!(!tagged.is_about(arn, &tags("dev")) && !tagged.is_about(arn, &ConditionContext::default()));
}

#[test]
fn action_and_not_action_are_matched() {
    let actions = ["kms:GetSecretValue".to_owned(), "kms:DeleteSecret".to_owned()];
    for (text, named) in [
        (r#""Action": "kms:Get*""#, true),
        (r#""Action": "kms:GetRandomPassword""#, false),
        (r#""NotAction": "kms:DeleteSecret""#, true),
        (r#""NotAction": "kms:*""#, false),
    ] {
        assert_eq!(statement(&format!(r#"{text}, "Resource": "*""#)).names_any(&actions), named, "{text}");
    }
}
