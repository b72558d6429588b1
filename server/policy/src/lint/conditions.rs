//! Advice on conditions.

use super::{Findings, MIXED_CASE, Severity, mixed_case_role};
use crate::{
    condition::Condition,
    document::{Effect, Statement},
    operator::{Operator, Test},
};

/// Keys that the server always sets.
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
            "Requests signed with an AccessKey have no acs:MFAPresent, so this never allows them."
        }
        (Effect::Deny, false) => {
            "Requests signed with an AccessKey have no acs:MFAPresent, so this does not deny them. Restrict them by address instead."
        }
        (_, true) => "Requests signed with an AccessKey have no acs:MFAPresent, so this always matches them.",
    }
}

fn texts(findings: &mut Findings<'_>, condition: &Condition, path: &str) {
    let exact = matches!(condition.operator().test(), Test::String | Test::StringIgnoreCase);
    for (n, value) in condition.values().enumerate() {
        let path = format!("{path}[{n}]");
        if exact && value.contains(['*', '?']) {
            let like = if condition.operator().negated() { "StringNotLike" } else { "StringLike" };
            let sentence =
                format!("{} compares * and ? literally. Use {like} for a pattern.", condition.operator().name());
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
            "This Deny does not match requests without {}. Remove the condition, or use a negated operator.",
            condition.key()
        );
        findings.add(Severity::Warning, path, sentence);
    }
}
