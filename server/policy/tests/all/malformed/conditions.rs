//! Conditions, and duplicated names.

use strongroom_policy::{
    Kind::{self, *},
    Rule::{self, *},
};

/// Members of the only statement, on a separate line, and the path within it.
pub const REFUSED: &[(Rule, Kind, &str, &str)] = &[
    (Operators, Identity, ".Condition", r#""Effect": "Allow", "Action": "*", "Resource": "*", "Condition": ~[]"#),
    (Operators, Identity, ".Condition", r#""Effect": "Allow", "Action": "*", "Resource": "*", "Condition": ~"always""#),
    (
        Operators,
        Identity,
        ".Condition.Bool",
        r#""Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"Bool": ~"true"}"#,
    ),
    (
        Operators,
        Identity,
        ".Condition.BoolIfExists",
        r#""Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {~"BoolIfExists": {"acs:MFAPresent": "false"}}"#,
    ),
    (
        Operators,
        Identity,
        ".Condition.Null",
        r#""Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {~"Null": {"acs:MFAPresent": "true"}}"#,
    ),
    (
        Operators,
        Identity,
        ".Condition.ForAnyValue:StringLike",
        r#""Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {~"ForAnyValue:StringLike": {"a": "b"}}"#,
    ),
    (
        Operators,
        Identity,
        ".Condition.ArnLike",
        r#""Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {~"ArnLike": {"a": "b"}}"#,
    ),
    (
        Operators,
        Identity,
        ".Condition.stringequals",
        r#""Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {~"stringequals": {"a": "b"}}"#,
    ),
    (
        Operators,
        Identity,
        ".Condition.DateNotBefore",
        r#""Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {~"DateNotBefore": {"a": "b"}}"#,
    ),
    (
        ConditionValues,
        Identity,
        ".Condition.Bool.a[0]",
        r#""Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"Bool": {"a": ~true}}"#,
    ),
    (
        ConditionValues,
        Identity,
        ".Condition.Bool.a[0]",
        r#""Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"Bool": {"a": ~"yes"}}"#,
    ),
    (
        ConditionValues,
        Identity,
        ".Condition.Bool.a",
        r#""Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"Bool": {"a": ~[]}}"#,
    ),
    (
        ConditionValues,
        Identity,
        ".Condition.NumericEquals.a[0]",
        r#""Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"NumericEquals": {"a": ~14}}"#,
    ),
    (
        ConditionValues,
        Identity,
        ".Condition.NumericEquals.a[0]",
        r#""Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"NumericEquals": {"a": ~"fourteen"}}"#,
    ),
    (
        ConditionValues,
        Identity,
        ".Condition.NumericEquals.a[1]",
        r#""Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"NumericEquals": {"a": ["1", ~"1e3"]}}"#,
    ),
    (
        ConditionValues,
        Identity,
        ".Condition.NumericEquals.a[0]",
        r#""Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"NumericEquals": {"a": ~""}}"#,
    ),
    (
        ConditionValues,
        Identity,
        ".Condition.NumericEquals.a[0]",
        r#""Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"NumericEquals": {"a": ~"1."}}"#,
    ),
    (
        ConditionValues,
        Identity,
        ".Condition.DateEquals.a[0]",
        r#""Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"DateEquals": {"a": ~"2026-03-01"}}"#,
    ),
    (
        ConditionValues,
        Identity,
        ".Condition.DateEquals.a[0]",
        r#""Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"DateEquals": {"a": ~"2026-03-01T00:00:00"}}"#,
    ),
    (
        ConditionValues,
        Identity,
        ".Condition.DateEquals.a[0]",
        r#""Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"DateEquals": {"a": ~"2026-03-01T00:00Z"}}"#,
    ),
    (
        ConditionValues,
        Identity,
        ".Condition.DateEquals.a[0]",
        r#""Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"DateEquals": {"a": ~"2026-02-30T00:00:00Z"}}"#,
    ),
    (
        ConditionValues,
        Identity,
        ".Condition.DateEquals.a[0]",
        r#""Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"DateEquals": {"a": ~"2026-03-01 00:00:00Z"}}"#,
    ),
    (
        ConditionValues,
        Identity,
        ".Condition.IpAddress.a[0]",
        r#""Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"IpAddress": {"a": ~"10.0.0.0/33"}}"#,
    ),
    (
        ConditionValues,
        Identity,
        ".Condition.IpAddress.a[0]",
        r#""Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"IpAddress": {"a": ~"10.0.0"}}"#,
    ),
    (
        ConditionValues,
        Identity,
        ".Condition.IpAddress.a[0]",
        r#""Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"IpAddress": {"a": ~"10.0.0.*"}}"#,
    ),
    (
        ConditionValues,
        Identity,
        ".Condition.NotIpAddress.a[1]",
        r#""Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {"NotIpAddress": {"a": ["::/0", ~"2001:db8::/129"]}}"#,
    ),
    (
        UniqueNames,
        Identity,
        ".Action",
        r#""Effect": "Allow", "Action": "kms:List*", ~"Action": "kms:*", "Resource": "*""#,
    ),
    (
        UniqueNames,
        Identity,
        ".Condition.Bool.a",
        r#""Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"Bool": {"a": "true", ~"a": "false"}}"#,
    ),
    (
        UniqueNames,
        Identity,
        ".Condition.Bool",
        r#""Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"Bool": {"a": "true"}, ~"Bool": {"b": "false"}}"#,
    ),
    (
        UniqueNames,
        Resource,
        ".Principal.RAM",
        r#""Effect": "Allow", "Principal": {"RAM": "acs:ram::1:*", ~"RAM": "acs:ram::2:*"}, "Action": "kms:*", "Resource": "*""#,
    ),
];
