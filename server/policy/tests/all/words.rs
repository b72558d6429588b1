//! Documents in plain English.

use strongroom_policy::{Document, Kind, sentences};

fn said(kind: Kind, statement: &str) -> String {
    let text = format!(r#"{{"Version": "1", "Statement": [{{{statement}}}]}}"#);
    sentences(&Document::parse(&text, kind).unwrap()).remove(0)
}

#[test]
fn identity_policies() {
    for (statement, sentence) in [
        (
            r#""Effect": "Allow", "Action": "kms:GetSecretValue", "Resource": "acs:kms:*:*:secret/prod/*",
               "Condition": {"IpAddress": {"acs:SourceIp": "10.0.0.0/8"}}"#,
            "Allows reading the value of every secret whose name begins with prod/, from addresses in 10.0.0.0/8.",
        ),
        (
            r#""Effect": "Allow", "Action": ["kms:DescribeSecret", "KMS:listsecretversionids", "kms:RotateSecret"], "Resource": "acs:kms:cn-hangzhou:1000000000000101:secret/app/db""#,
            "Allows reading the facts about, listing the versions of and rotating the secret app/db in region cn-hangzhou of account 1000000000000101.",
        ),
        (r#""Effect": "Deny", "Action": "*", "Resource": "*""#, "Forbids every operation on everything."),
        (
            r#""Effect": "Allow", "Action": ["kms:*", "ram:List*"], "Resource": ["acs:kms:*:*:secret*", "acs:kms:*:*:key"]"#,
            "Allows every operation of kms on and every operation of ram that begins with List on every secret and the collection of secrets and the collection of keys.",
        ),
        (
            r#""Effect": "Allow", "NotAction": "ram:*", "NotResource": "acs:kms:*:*:secret/*""#,
            "Allows every operation except ram:* on everything except every secret.",
        ),
        (
            r#""Effect": "Deny", "Action": "ecs:Stop", "Resource": "acs:ecs:*:*:instance/i", "Condition": {"Bool": {"acs:MFAPresent": "false"}, "StringNotEquals": {"kms:tag/env": ["dev", "test"]}}"#,
            "Forbids the operation ecs:Stop on any resource matching acs:ecs:*:*:instance/i, in console sessions opened without MFA, when the tag env is missing or not dev or test.",
        ),
        (
            r#""Effect": "Allow", "Action": "k*:Get?", "Resource": "acs:ram:*:*:user/?x", "Condition": {"DateLessThan": {"acs:CurrentTime": "2026-03-01T00:00:00Z"}, "NumericGreaterThanEquals": {"kms:RecoveryWindowInDays": "14"}}"#,
            "Allows every operation like k*:Get? on every user whose name is like ?x, when the time is before 2026-03-01T00:00:00Z, when kms:RecoveryWindowInDays is at least 14.",
        ),
    ] {
        assert_eq!(said(Kind::Identity, statement), sentence);
    }
}

#[test]
fn resource_and_trust_policies() {
    for (kind, statement, sentence) in [
        (
            Kind::Resource,
            r#""Effect": "Allow", "Principal": {"RAM": "acs:ram::1000000000000101:*"}, "Action": "kms:*", "Resource": "*""#,
            "Allows every operation of kms on this secret or key, for account 1000000000000101 itself, whose users and roles need a policy of their own.",
        ),
        (
            Kind::Resource,
            r#""Effect": "Deny", "Principal": {"RAM": ["acs:ram::1000000000000101:*", "acs:ram::1000000000000202:user/dave"]}, "Action": "kms:DeleteSecret", "Resource": "*""#,
            "Forbids deleting this secret or key, for everyone in account 1000000000000101 and user dave of account 1000000000000202.",
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
