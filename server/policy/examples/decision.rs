//! How long a decision takes with fifty statements attached, and how much memory it takes from the heap. Needs nothing:
//!
//! ```sh
//! cargo run --release -p strongroom-policy --example decision
//! ```
#![allow(clippy::unwrap_used)]

use std::{hint::black_box, time::Instant};
use strongroom_policy::*;

/// Decisions of one measurement; the best of several measurements counts.
const TIMES: u32 = 20_000;

/// Ten policies of five statements; the last statement of all grants.
fn policies() -> Policies {
    let grant = r#"{"Effect": "Allow", "Action": "kms:GetSecretValue", "Resource": "acs:kms:*:*:secret/team-9/*"}"#;
    let identity = (0..10).map(|n| {
        let others = (0..if n == 9 { 4 } else { 5 }).map(|m| {
            let (effect, condition) = match m % 5 {
                0 => ("Deny", r#"{"NotIpAddress": {"acs:SourceIp": ["10.0.0.0/8", "192.0.2.0/24"]}}"#),
                1 => ("Allow", r#"{"DateLessThan": {"acs:CurrentTime": "2025-01-01T00:00:00Z"}}"#),
                2 => ("Deny", r#"{"StringLike": {"kms:tag/env": ["prod*", "stage*"]}}"#),
                3 => ("Allow", r#"{"Bool": {"acs:MFAPresent": "true"}}"#),
                _ => ("Allow", r#"{"NumericGreaterThan": {"kms:RecoveryWindowInDays": "14"}}"#),
            };
            format!(
                r#"{{"Effect": "{effect}", "Action": ["kms:List*", "kms:Describe*", "kms:Get*Value"],
                    "Resource": ["acs:kms:*:*:secret/team-{n}/*", "acs:kms:*:*:secret/*"], "Condition": {condition}}}"#
            )
        });
        let statements: Vec<_> = others.chain((n == 9).then(|| grant.to_owned())).collect();
        let text = format!(r#"{{"Version": "1", "Statement": [{}]}}"#, statements.join(","));
        let document = Document::parse(&text, Kind::Identity).map(Into::into);
        Attached { name: format!("policy-{n}").into(), holder: Holder::User("u".into()), document }
    });
    Policies { identity: identity.collect(), ..Policies::default() }
}

fn measure(name: &str, request: &Request<'_>, expected: Decision) {
    assert_eq!(evaluate(request), expected);
    let decide = || _ = black_box(evaluate(black_box(request)));
    let allocations = allocation_counter::measure(decide).count_total;
    let one = || {
        let began = Instant::now();
        for _ in 0..TIMES {
            decide();
        }
        began.elapsed() / TIMES
    };
    let best = (0..9).map(|_| one()).min().unwrap();
    println!("{name:32} {:8.2} µs {allocations:4} allocations", best.as_secs_f64() * 1e6);
}

fn main() {
    let policies = policies();
    let statements = policies.identity.iter().map(|p| p.document.as_ref().unwrap().statements().len()).sum::<usize>();
    println!("{statements} statements attached");
    let arn = "acs:ram::1000000000000101:user/u".to_owned();
    let caller = Caller { kind: CallerKind::User, account: "1000000000000101".into(), arn, id: None };
    let context: ConditionContext =
        [("acs:SourceIp", "10.8.4.9"), ("acs:CurrentTime", "2026-03-01T00:00:00Z"), ("acs:SecureTransport", "true")]
            .into_iter()
            .collect();
    let check = |action: &str, name: &str| Check {
        action: action.to_owned(),
        resource: format!("acs:kms:cn-hangzhou:1000000000000101:secret/{name}"),
        context: [("kms:tag/env", "dev")].into_iter().collect(),
        resource_policy: None,
    };
    for (name, action, secret, expected) in [
        ("allowed by the last statement", "kms:GetSecretValue", "team-9/database/main", Decision::Allow),
        ("nothing matches", "kms:GetSecretValue", "team-0/database/main", Decision::ImplicitDeny),
        ("no action matches", "kms:DeleteSecret", "team-0/database/main", Decision::ImplicitDeny),
    ] {
        let checks = [check(action, secret)];
        measure(name, &Request { caller: &caller, policies: &policies, context: &context, checks: &checks }, expected);
    }
}
