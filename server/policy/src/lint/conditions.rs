//! Advice on conditions.

use super::{Findings, MIXED_CASE, Severity, mixed_case_role};
use crate::{
    condition::Condition,
    document::{Effect, Statement},
    operator::{Operator, Test},
};

/// Keys the server always sets.
const ALWAYS: [&str; 3] = ["acs:CurrentTime", "acs:SourceIp", "acs:SecureTransport"];

pub fn look(findings: &mut Findings<'_>, statement: &Statement, path: &str) {
    for condition in &statement.conditions {
        let path = format!("{path}.Condition.{}.{}", condition.operator().name(), condition.key());
        texts(findings, condition, &path);
        if condition.is_on("acs:MFAPresent") {
            findings.add(Severity::Warning, path, mfa(statement.effect, condition.operator()));
        }
    }
    fails_open(findings, statement, path);
}

fn mfa(effect: Effect, operator: Operator) -> &'static str {
    match (effect, operator.negated()) {
        (Effect::Allow, false) => {
            "Calls signed with an AccessKey carry no acs:MFAPresent, so this never grants them anything."
        }
        (Effect::Deny, false) => {
            "Calls signed with an AccessKey carry no acs:MFAPresent, so this does not stop them; fence them by address instead."
        }
        (_, true) => "Calls signed with an AccessKey carry no acs:MFAPresent, so this always holds for them.",
    }
}

fn texts(findings: &mut Findings<'_>, condition: &Condition, path: &str) {
    let exact = matches!(condition.operator().test(), Test::String | Test::StringIgnoreCase);
    for (n, value) in condition.values().enumerate() {
        let path = format!("{path}[{n}]");
        if exact && value.contains(['*', '?']) {
            let like = if condition.operator().negated() { "StringNotLike" } else { "StringLike" };
            let sentence =
                format!("{} takes * and ? as they stand; for a pattern use {like}.", condition.operator().name());
            findings.add(Severity::Warning, path, sentence);
        } else if condition.is_on("acs:PrincipalARN")
            && mixed_case_role(value)
            && condition.operator().test() != Test::StringIgnoreCase
        {
            findings.add(Severity::Warning, path, MIXED_CASE);
        }
    }
}

/// A Deny whose conditions are all positive says nothing when a key is missing. MFA has advice of its own.
fn fails_open(findings: &mut Findings<'_>, statement: &Statement, path: &str) {
    let positive = statement.conditions.iter().all(|condition| !condition.operator().negated());
    let may_lack = |c: &&Condition| !c.is_on("acs:MFAPresent") && !ALWAYS.iter().any(|key| c.is_on(key));
    if let (Effect::Deny, true, Some(condition)) =
        (statement.effect, positive, statement.conditions.iter().find(may_lack))
    {
        let path = format!("{path}.Condition.{}.{}", condition.operator().name(), condition.key());
        let sentence = format!(
            "A request without {} is not stopped by this Deny; leave the condition out, or use a negated operator.",
            condition.key()
        );
        findings.add(Severity::Warning, path, sentence);
    }
}
