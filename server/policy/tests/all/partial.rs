//! Decisions with a part of the context unknown.

use crate::{
    random::{OwnedRequest, Pool, question},
    slow::{self, Question},
};
use fastrand::Rng;
use serde_json::json;
use std::sync::Arc;
use strongroom_domain::{Field, Timestamp};
use strongroom_policy::*;

fn time(text: &str) -> Timestamp {
    Timestamp::parse(Field::StartTime, text).unwrap()
}

fn one_of(values: &[Option<&str>]) -> UnknownValues {
    UnknownValues::OneOf(values.iter().map(|value| value.map(str::to_owned)).collect())
}

/// The unknown keys of the random requests. `kms:N` is any text.
fn unknown() -> Vec<Unknown> {
    vec![
        Unknown { key: "acs:SourceIp", values: UnknownValues::Address },
        Unknown { key: "acs:MFAPresent", values: one_of(&[Some("true"), Some("false"), None]) },
        Unknown { key: "acs:CurrentTime", values: UnknownValues::TimeFrom(time("2026-03-01T00:00:00Z")) },
        Unknown { key: "kms:N", values: UnknownValues::Text },
    ]
}

/// The same with values for the unknown keys.
fn completed(rng: &mut Rng, question: &mut Question) {
    question.context.retain(|key, _| key.to_lowercase().starts_with("kms:tag") || key.starts_with("acs:Res"));
    let mut set = |key: &str, value: Option<String>| {
        if let Some(value) = value {
            question.context.insert(key.to_owned(), value);
        }
    };
    let addresses =
        ["10.0.0.1", "10.0.9.1", "10.200.0.1", "11.0.0.1", "9.255.255.255", "2001:db8::1", "2001:db9::", "::1"];
    set("acs:SourceIp", rng.choice(addresses).filter(|_| rng.u8(..9) > 0).map(str::to_owned));
    set("acs:MFAPresent", rng.choice([Some("true"), Some("false"), None]).flatten().map(str::to_owned));
    let seconds = [0, 1, 2, 3_599, 3_600, 3_601, 86_399, 86_400, 86_401, 400_000];
    let now = time("2026-03-01T00:00:00Z").plus_ms(rng.choice(seconds).unwrap() * 1_000);
    set("acs:CurrentTime", Some(now.rfc3339_seconds()));
    let texts = ["7", "14", "7.5", "-7", "0", "many", "", "dev", "DEV", "d", "prod", "100"];
    set("kms:N", rng.choice(texts).filter(|_| rng.u8(..9) > 0).map(str::to_owned));
}

/// Whether a request satisfies a requirement, decided by the second evaluator.
fn satisfied(requirement: &Requirement, question: &Question) -> bool {
    let seen = |key: &str| {
        let mut found = question.context.iter().filter(|(known, _)| known.eq_ignore_ascii_case(key));
        found.next().map(|(_, value)| value.clone())
    };
    match requirement {
        Requirement::Time(periods) => {
            let now = time(&seen("acs:CurrentTime").unwrap());
            periods.iter().any(|p| p.from.is_none_or(|from| from <= now) && p.until.is_none_or(|until| now < until))
        }
        Requirement::OneOf { key, values, possible } => {
            assert!(possible.contains(&seen(key)));
            values.contains(&seen(key))
        }
        Requirement::Any(alternatives) => {
            let finds = |literal: &Literal| {
                let operator = Operator::ALL.iter().find(|one| one.test() == literal.test && !one.negated()).unwrap();
                let matches =
                    |seen: String| literal.values.iter().any(|one| slow::values::holds(operator.name(), one, &seen));
                seen(&literal.key).is_some_and(matches) == literal.matches
            };
            alternatives.iter().any(|literals| literals.iter().all(finds))
        }
    }
}

#[test]
fn partial_decision_agrees_with_the_decision_about_every_completion() {
    let mut rng = Rng::with_seed(11);
    let mut pool = Pool::new(&mut rng);
    let (mut allowed, mut denied, mut conditional, mut listed) = (0, 0, 0, 0);
    for n in 0..60_000 {
        if n % 3_000 == 0 {
            pool = Pool::new(&mut rng);
        }
        let mut question = question(&mut rng, &pool);
        question.context.retain(|key, _| key.to_lowercase().starts_with("kms:tag") || key.starts_with("acs:Res"));
        // A check's own context has tags only: it does not know what the request's lacks.
        question.checks.iter_mut().for_each(|check| check.context = question.context.clone());
        let asked = OwnedRequest::new(&question);
        let depends = |check: &Check| check.resource_policy.as_ref().is_some_and(Attached::conditional);
        if !asked.policies.conditional() && !asked.checks.iter().any(depends) {
            continue;
        }
        let partial = evaluate_partially(&asked.request(), &unknown());
        for _ in 0..12 {
            completed(&mut rng, &mut question);
            let answer = slow::answer(&question);
            let context = || format!("case {n}: {:?} {partial:#?} {:#?}", question.context, asked.policies);
            match &partial.decision {
                PartialDecision::Allowed => assert_eq!(answer, slow::ALLOW, "{}", context()),
                PartialDecision::Denied => assert_ne!(answer, slow::ALLOW, "{}", context()),
                PartialDecision::Conditional(residual) => {
                    let met = residual.alternatives.iter().any(|all| all.iter().all(|one| satisfied(one, &question)));
                    let all_listed = !residual.alternatives.is_empty();
                    assert!(!all_listed || met == (answer == slow::ALLOW), "{answer} {met} {}", context());
                    listed += usize::from(all_listed);
                }
            }
        }
        match partial.decision {
            PartialDecision::Allowed => allowed += 1,
            PartialDecision::Denied => denied += 1,
            PartialDecision::Conditional(residual) => {
                assert!(!residual.keys.is_empty() && !partial.through.is_empty());
                assert!(!residual.sentence().is_empty());
                conditional += 1;
            }
        }
    }
    assert!(
        allowed > 2_000 && denied > 5_000 && conditional > 600 && listed > 6_000,
        "{allowed} {denied} {conditional} {listed}"
    );
}

const SECRET: &str = "acs:kms:r:1000000000000101:secret/prod/db";

fn policy(name: &str, statements: serde_json::Value) -> Attached {
    let text = json!({ "Version": "1", "Statement": statements }).to_string();
    let document = Document::parse(&text, Kind::Identity).map(Arc::new);
    assert!(document.is_ok(), "{document:?}");
    Attached { name: name.into(), holder: Holder::User("u".into()), document }
}

/// What remains to be known for user u to read SECRET: everything at any time from 28 November 2026.
fn partial(statements: serde_json::Value) -> Partial {
    let arn = "acs:ram::1000000000000101:user/u".to_owned();
    let caller = Caller { kind: CallerKind::User, account: "1000000000000101".into(), arn, id: None };
    let each = statements.as_array().unwrap().iter();
    let identity = each.map(|one| policy("p", json!([one]))).collect();
    let policies = Policies { identity, ..Policies::default() };
    let checks = [Check {
        action: "kms:GetSecretValue".to_owned(),
        resource: SECRET.to_owned(),
        context: [("kms:tag/env", "prod")].into_iter().collect(),
        resource_policy: None,
    }];
    let context = ConditionContext::default();
    let unknown = [
        Unknown { key: "acs:SourceIp", values: UnknownValues::Address },
        Unknown { key: "acs:CurrentTime", values: UnknownValues::TimeFrom(time("2026-11-28T12:00:00Z")) },
        Unknown { key: "acs:SecureTransport", values: one_of(&[Some("true"), Some("false"), None]) },
        Unknown { key: "acs:MFAPresent", values: one_of(&[Some("true"), Some("false")]) },
        Unknown {
            key: "kms:RecoveryWindowInDays",
            values: one_of(&[Some("0"), Some("7"), Some("8"), Some("9"), Some("10")]),
        },
        Unknown { key: "sts:ExternalId", values: UnknownValues::Text },
    ];
    let request = Request { caller: &caller, policies: &policies, context: &context, checks: &checks };
    evaluate_partially(&request, &unknown)
}

fn allow(condition: serde_json::Value) -> serde_json::Value {
    json!({ "Effect": "Allow", "Action": "kms:GetSecretValue", "Resource": "*", "Condition": condition })
}

fn deny(condition: serde_json::Value) -> serde_json::Value {
    json!({ "Effect": "Deny", "Action": "kms:GetSecretValue", "Resource": "*", "Condition": condition })
}

#[test]
fn conditions_are_described_in_words() {
    let all = || json!({ "Effect": "Allow", "Action": "*", "Resource": "*" });
    for (statements, words) in [
        (json!([allow(json!({"IpAddress": {"acs:SourceIp": "10.0.0.0/8"}}))]), "only from 10.0.0.0/8"),
        (
            json!([all(), deny(json!({"NotIpAddress": {"acs:SourceIp": ["10.0.0.0/8", "192.0.2.1"]}}))]),
            "only from 10.0.0.0/8 or 192.0.2.1",
        ),
        (json!([all(), deny(json!({"IpAddress": {"acs:SourceIp": "10.0.0.0/8"}}))]), "not from 10.0.0.0/8"),
        (
            json!([
                allow(json!({"IpAddress": {"acs:SourceIp": "10.0.0.0/8"}})),
                deny(json!({"IpAddress": {"acs:SourceIp": "10.1.0.0/16"}}))
            ]),
            "only from 10.0.0.0/8 and not from 10.1.0.0/16",
        ),
        (json!([allow(json!({"Bool": {"acs:SecureTransport": "true"}}))]), "only over TLS"),
        (json!([all(), deny(json!({"Bool": {"acs:SecureTransport": "false"}}))]), "not without TLS"),
        (json!([allow(json!({"Bool": {"acs:MFAPresent": "true"}}))]), "only with MFA"),
        (json!([all(), deny(json!({"Bool": {"acs:MFAPresent": "false"}}))]), "only with MFA"),
        (
            json!([allow(json!({"DateGreaterThanEquals": {"acs:CurrentTime": "2027-01-01T00:00:00Z"}}))]),
            "from 1 Jan 2027 on",
        ),
        (
            json!([allow(json!({"DateGreaterThan": {"acs:CurrentTime": "2027-01-01T08:00:00+08:00"}}))]),
            "after 1 Jan 2027",
        ),
        (
            json!([allow(json!({"DateLessThan": {"acs:CurrentTime": "2027-01-01T09:30:00Z"}}))]),
            "only until 1 Jan 2027, 09:30 UTC",
        ),
        (
            json!([allow(json!({"DateLessThanEquals": {"acs:CurrentTime": "2027-01-01T00:00:00Z"}}))]),
            "only until 1 Jan 2027",
        ),
        (
            json!([allow(
                json!({"DateGreaterThanEquals": {"acs:CurrentTime": "2027-01-01T00:00:00Z"}, "DateLessThan": {"acs:CurrentTime": "2027-02-01T00:00:00Z"}})
            )]),
            "only from 1 Jan 2027 until 1 Feb 2027",
        ),
        (
            json!([allow(
                json!({"IpAddress": {"acs:SourceIp": "10.0.0.0/8"}, "Bool": {"acs:SecureTransport": "true", "acs:MFAPresent": "true"}})
            )]),
            "only from 10.0.0.0/8, only over TLS and only with MFA",
        ),
        (
            json!([
                allow(json!({"IpAddress": {"acs:SourceIp": "10.0.0.0/8"}})),
                allow(json!({"Bool": {"acs:MFAPresent": "true"}}))
            ]),
            "only with MFA, or only from 10.0.0.0/8",
        ),
        (
            json!([allow(json!({"NumericGreaterThanEquals": {"kms:RecoveryWindowInDays": "8"}}))]),
            "when kms:RecoveryWindowInDays is 8 to 10",
        ),
        (json!([allow(json!({"StringEquals": {"sts:ExternalId": "abc"}}))]), "when sts:ExternalId is abc"),
        (json!([allow(json!({"StringLike": {"sts:ExternalId": "abc-*"}}))]), "when sts:ExternalId matches abc-*"),
        (json!([allow(json!({"StringLike": {"acs:SourceIp": "10.*"}}))]), "when acs:SourceIp matches 10.*"),
    ] {
        match partial(statements.clone()).decision {
            PartialDecision::Conditional(residual) => assert_eq!(residual.sentence(), words, "{statements}"),
            other => panic!("{statements}: {other:?}"),
        }
    }
}

#[test]
fn conditions_that_cannot_change_the_decision_are_not_listed() {
    let all = || json!({ "Effect": "Allow", "Action": "*", "Resource": "*" });
    let inside = json!({"IpAddress": {"acs:SourceIp": "10.0.0.0/8"}});
    for (statements, decision) in [
        // Everything is allowed without the condition.
        (json!([all(), allow(inside.clone())]), PartialDecision::Allowed),
        // The same condition denies.
        (json!([allow(inside.clone()), deny(inside.clone())]), PartialDecision::Denied),
        // No address lies in both blocks.
        (
            json!([
                allow(json!({"IpAddress": {"acs:SourceIp": "192.0.2.0/24"}})),
                deny(json!({"NotIpAddress": {"acs:SourceIp": "10.0.0.0/8"}}))
            ]),
            PartialDecision::Denied,
        ),
        // Either block, together everything but a missing address, which an Allow without it covers.
        (
            json!([allow(inside.clone()), allow(json!({"NotIpAddress": {"acs:SourceIp": "10.0.0.0/8"}}))]),
            PartialDecision::Allowed,
        ),
        // These limits have passed.
        (json!([allow(json!({"DateLessThan": {"acs:CurrentTime": "2026-11-28T12:00:00Z"}}))]), PartialDecision::Denied),
        (
            json!([allow(json!({"DateGreaterThan": {"acs:CurrentTime": "2026-01-01T00:00:00Z"}}))]),
            PartialDecision::Allowed,
        ),
        (
            json!([all(), deny(json!({"DateLessThan": {"acs:CurrentTime": "2026-01-01T00:00:00Z"}}))]),
            PartialDecision::Allowed,
        ),
        // Text that is no client address.
        (json!([allow(json!({"StringEquals": {"acs:SourceIp": "10.0.0.0/8"}}))]), PartialDecision::Denied),
        (json!([allow(json!({"NumericEquals": {"acs:SourceIp": "10"}}))]), PartialDecision::Denied),
        // A known tag, and a key that no request has.
        (json!([allow(json!({"StringEquals": {"kms:tag/env": "prod"}}))]), PartialDecision::Allowed),
        (json!([allow(json!({"StringEquals": {"kms:tag/env": "dev"}}))]), PartialDecision::Denied),
        (json!([allow(json!({"StringEquals": {"acs:SourceVpc": "vpc-1"}}))]), PartialDecision::Denied),
    ] {
        assert_eq!(partial(statements.clone()).decision, decision, "{statements}");
    }
}

#[test]
fn too_many_combinations_are_conditional_on_every_key_they_use() {
    let block = |n: u32| allow(json!({"IpAddress": {"acs:SourceIp": format!("10.{n}.0.0/16")}}));
    let date = |n: u32| deny(json!({"DateEquals": {"acs:CurrentTime": format!("2027-01-{n:02}T00:00:00Z")}}));
    let statements: Vec<_> = (1..30).map(block).chain((1..30).map(date)).collect();
    let many = partial(json!(statements));
    let PartialDecision::Conditional(residual) = &many.decision else { panic!("{many:?}") };
    assert_eq!(residual.sentence(), "depending on the time and the client address");
    assert_eq!(many.through.len(), 29);
    let denies: Vec<_> = (1..30)
        .map(|n| deny(json!({"IpAddress": {"acs:SourceIp": format!("10.{n}.0.0/16")}})))
        .chain((1..30).map(date))
        .collect();
    assert_eq!(partial(json!(denies)).decision, PartialDecision::Denied, "nothing allows");
}

#[test]
fn mapped_block_of_a_policy_is_its_ipv4_block() {
    let statements = json!([allow(json!({"IpAddress": {"acs:SourceIp": "::ffff:10.0.0.0/104"}}))]);
    let PartialDecision::Conditional(residual) = partial(statements).decision else { panic!() };
    assert_eq!(residual.sentence(), "only from ::ffff:10.0.0.0/104");
}
