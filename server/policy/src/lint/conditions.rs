//! Advice on conditions.

use super::{Findings, MIXED_CASE, Severity, mixed_case_role};
use crate::{
    condition::Condition,
    document::{Effect, Statement},
    keys::{KeyType, condition_keys, fitting_operators, key_type},
    operator::Test,
    partial::can_find,
};

/// Keys that the server always sets.
const ALWAYS: [&str; 3] = ["acs:CurrentTime", "acs:SourceIp", "acs:SecureTransport"];

pub fn look(findings: &mut Findings<'_>, statement: &Statement, path: &str) {
    let mut never = false;
    for condition in &statement.conditions {
        let path = format!("{path}.Condition.{}.{}", condition.operator().name(), condition.key());
        if let Some(sentence) = cannot_match(condition) {
            // A negated operator is then always satisfied.
            let severity = if condition.operator().negated() { Severity::Warning } else { Severity::Error };
            never = true;
            findings.add(severity, path, sentence);
            continue;
        }
        if let Some(sentence) = compares_text(condition) {
            findings.add(Severity::Warning, path, sentence);
            continue;
        }
        texts(findings, condition, &path);
        if condition.is_on("acs:MFAPresent") {
            findings.add(Severity::Warning, path, mfa(condition));
        }
    }
    if !never {
        fails_open(findings, statement, path);
    }
}

/// Why no value of any request matches.
fn cannot_match(condition: &Condition) -> Option<String> {
    let (operator, key) = (condition.operator(), condition.key());
    let result = if operator.negated() { "always satisfied" } else { "never satisfied" };
    let Some(kind) = key_type(key) else {
        let text = key.to_ascii_lowercase();
        let near = condition_keys().map(|known| (strsim::levenshtein(&text, &known.to_ascii_lowercase()), known)).min();
        let close = near.filter(|(distance, _)| *distance <= 1 + text.len() / 5);
        let advice = close.map(|(_, known)| format!(" Did you mean {known}?")).unwrap_or_default();
        return Some(format!("No request has the key {key}, so this condition is {result}.{advice}"));
    };
    if can_find(condition, &kind.values()) {
        return None;
    }
    let advice = match fitting_operators(key).first() {
        Some(fitting) if !kind.fits(operator) => {
            format!(" Use {}, for example with {}.", fitting.name(), kind.example())
        }
        _ => String::new(),
    };
    let value = match kind {
        KeyType::Address => "an address",
        KeyType::Time => "a time in UTC",
        KeyType::Truth => "true or false",
        KeyType::Days => "0 or a recovery window of 7 to 30",
        KeyType::Text | KeyType::Tag => "a text",
    };
    Some(format!("{key} is {value}, which none of these values matches, so this condition is {result}.{advice}"))
}

/// The warning about an operator for texts on a key of another type, which can match.
fn compares_text(condition: &Condition) -> Option<String> {
    let kind = key_type(condition.key())?;
    let fitting = fitting_operators(condition.key()).first().map(|operator| operator.name())?;
    (!kind.fits(condition.operator())).then(|| {
        let (name, key) = (condition.operator().name(), condition.key());
        format!("{name} compares the text of {key}, character by character. Use {fitting}.")
    })
}

/// The server sets the key on every request: only console sessions can have `true`.
fn mfa(condition: &Condition) -> &'static str {
    match condition.holds(Some("false")) {
        true => "Requests signed with an AccessKey and role sessions never have MFA, so this always matches them.",
        false => "Requests signed with an AccessKey and role sessions never have MFA, so this never matches them.",
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
