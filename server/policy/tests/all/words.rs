//! Documents in plain English.

use strongroom_policy::{Document, Kind, sentences};

fn said(kind: Kind, statement: &str) -> String {
    let text = format!(r#"{{"Version": "1", "Statement": [{{{statement}}}]}}"#);
    sentences(&Document::parse(&text, kind).unwrap()).remove(0)
}

#[test]
fn identity_policies_are_described() {
    for (statement, sentence) in [
        (
            r#""Effect": "Allow", "Action": "kms:GetSecretValue", "Resource": "acs:kms:*:*:secret/prod/*",
               "Condition": {"IpAddress": {"acs:SourceIp": "10.0.0.0/8"}}"#,
            "Allows reading the value of every secret whose name starts with prod/, from addresses in 10.0.0.0/8.",
        ),
        (
            r#""Effect": "Allow", "Action": ["kms:DescribeSecret", "KMS:listsecretversionids", "kms:RotateSecret"], "Resource": "acs:kms:cn-hangzhou:1000000000000101:secret/app/db""#,
            "Allows reading the metadata of, listing the versions of and rotating the secret app/db in region cn-hangzhou of account 1000000000000101.",
        ),
        (r#""Effect": "Deny", "Action": "*", "Resource": "*""#, "Denies every action on everything."),
        (
            r#""Effect": "Allow", "Action": ["kms:*", "ram:List*"], "Resource": ["acs:kms:*:*:secret*", "acs:kms:*:*:key"]"#,
            "Allows every kms action on and every ram action that starts with List on every secret and the list of secrets and the list of keys.",
        ),
        (
            r#""Effect": "Allow", "NotAction": "ram:*", "NotResource": "acs:kms:*:*:secret/*""#,
            "Allows every action except ram:* on everything except every secret.",
        ),
        (
            r#""Effect": "Deny", "Action": "ecs:Stop", "Resource": "acs:ecs:*:*:instance/i", "Condition": {"Bool": {"acs:MFAPresent": "false"}, "StringNotEquals": {"kms:tag/env": ["dev", "test"]}}"#,
            "Denies the action ecs:Stop on resources that match acs:ecs:*:*:instance/i, in console sessions without MFA, when the tag env is missing or not dev or test.",
        ),
        (
            r#""Effect": "Allow", "Action": "k*:Get?", "Resource": "acs:ram:*:*:user/?x", "Condition": {"DateLessThan": {"acs:CurrentTime": "2026-03-01T00:00:00Z"}, "NumericGreaterThanEquals": {"kms:RecoveryWindowInDays": "14"}}"#,
            "Allows every action that matches k*:Get? on every user whose name matches ?x, when the time is before 2026-03-01T00:00:00Z, when kms:RecoveryWindowInDays is at least 14.",
        ),
    ] {
        assert_eq!(said(Kind::Identity, statement), sentence);
    }
}

#[test]
fn resource_and_trust_policies_are_described() {
    for (kind, statement, sentence) in [
        (
            Kind::Resource,
            r#""Effect": "Allow", "Principal": {"RAM": "acs:ram::1000000000000101:*"}, "Action": "kms:*", "Resource": "*""#,
            "Allows every kms action on this secret or key, for account 1000000000000101, whose users and roles also need their own policy.",
        ),
        (
            Kind::Resource,
            r#""Effect": "Deny", "Principal": {"RAM": ["acs:ram::1000000000000101:*", "acs:ram::1000000000000202:user/dave"]}, "Action": "kms:DeleteSecret", "Resource": "*""#,
            "Denies deleting this secret or key, for everyone in account 1000000000000101 and user dave of account 1000000000000202.",
        ),
        (
            Kind::Trust,
            r#""Effect": "Allow", "Principal": {"Service": "ecs.aliyuncs.com"}, "Action": "sts:AssumeRole""#,
            "Allows assuming this role, for the service ecs.aliyuncs.com.",
        ),
    ] {
        assert_eq!(said(kind, statement), sentence);
    }
}
