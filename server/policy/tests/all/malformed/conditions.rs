//! Conditions (V9, V10), and names that stand twice (V12).

use strongroom_policy::{
    Kind::{self, *},
    Rule::{self, *},
};

/// Members of the only statement, on a line of their own, and the path behind it.
pub const REFUSED: &[(Rule, Kind, &str, &str)] = &[
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
