//! A second evaluator, written from the specification alone. It reads plain JSON at every step and shares no code with the crate.
//! Slow and simple on purpose; it supports valid documents only.

use serde_json::Value;
use std::{collections::BTreeMap, rc::Rc};
use strongroom_policy::Attached;

pub mod values;

/// A document as plain JSON, which this evaluator reads, and in the crate's type.
pub type SlowDocument = Rc<(Value, Attached)>;

/// The same facts as a request of the crate.
pub struct Question {
    pub root: bool,
    pub account: String,
    pub arn: String,
    pub control: Vec<SlowDocument>,
    pub session: Option<SlowDocument>,
    pub identity: Vec<SlowDocument>,
    pub context: BTreeMap<String, String>,
    pub checks: Vec<SlowCheck>,
}

pub struct SlowCheck {
    pub action: String,
    pub resource: String,
    pub context: BTreeMap<String, String>,
    pub policy: Option<SlowDocument>,
    pub trust: bool,
}

pub const ALLOW: &str = "Allow";
pub const EXPLICIT: &str = "ExplicitDeny";
pub const IMPLICIT: &str = "ImplicitDeny";

/// Every check must pass.
pub fn answer(question: &Question) -> &'static str {
    let answers: Vec<_> = question.checks.iter().map(|check| one(question, check)).collect();
    if answers.contains(&EXPLICIT) {
        EXPLICIT
    } else if answers.contains(&IMPLICIT) {
        IMPLICIT
    } else {
        ALLOW
    }
}

fn one(q: &Question, check: &SlowCheck) -> &'static str {
    let owner = check.resource.split(':').nth(3).unwrap_or(&q.account);
    let own = owner == q.account;
    // The account owner needs no policy.
    if q.root && own {
        return ALLOW;
    }
    // Control policies come first, then the session policy.
    if !q.root && !q.control.is_empty() {
        let control = step(q, check, &q.control);
        if control != ALLOW {
            return control;
        }
    }
    if let (Some(session), false) = (&q.session, q.root) {
        let session = step(q, check, std::slice::from_ref(session));
        if session != ALLOW {
            return session;
        }
    }
    let identity = if q.root { ALLOW } else { step(q, check, &q.identity) };
    let resource = match &check.policy {
        Some(policy) => step(q, check, std::slice::from_ref(policy)),
        None => IMPLICIT,
    };
    if identity == EXPLICIT || resource == EXPLICIT {
        return EXPLICIT;
    }
    // How identity and resource policies combine.
    let one_is_enough = own && !check.trust && !check.action.to_lowercase().starts_with("sts:assumerole");
    let granted =
        if one_is_enough { identity == ALLOW || resource == ALLOW } else { identity == ALLOW && resource == ALLOW };
    if granted { ALLOW } else { IMPLICIT }
}

/// A Deny wins over every Allow.
fn step(q: &Question, check: &SlowCheck, documents: &[SlowDocument]) -> &'static str {
    let statements = documents.iter().flat_map(|d| d.0["Statement"].as_array().unwrap());
    let matching: Vec<_> = statements.filter(|s| statement(q, check, s)).collect();
    if matching.iter().any(|s| s["Effect"] == "Deny") {
        EXPLICIT
    } else if matching.is_empty() {
        IMPLICIT
    } else {
        ALLOW
    }
}

fn statement(q: &Question, check: &SlowCheck, s: &Value) -> bool {
    let action = if s["Action"].is_null() {
        !texts(&s["NotAction"]).iter().any(|p| action(p, &check.action))
    } else {
        texts(&s["Action"]).iter().any(|p| action(p, &check.action))
    };
    let resource = if !s["Resource"].is_null() {
        texts(&s["Resource"]).iter().any(|p| resource(p, &check.resource))
    } else if !s["NotResource"].is_null() {
        !texts(&s["NotResource"]).iter().any(|p| resource(p, &check.resource))
    } else {
        true
    };
    let principal = s["Principal"].is_null() || texts(&s["Principal"]["RAM"]).iter().any(|p| principal(q, check, s, p));
    action && resource && principal && condition(q, check, &s["Condition"])
}

fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Array(list) => list.iter().map(|v| v.as_str().unwrap().to_owned()).collect(),
        _ => Vec::new(),
    }
}

/// Whether a principal matches the caller.
fn principal(q: &Question, check: &SlowCheck, s: &Value, named: &str) -> bool {
    let everyone = [format!("acs:ram::{}:*", q.account), format!("acs:ram::{}:root", q.account)];
    if everyone.iter().any(|e| e == named) {
        return s["Effect"] == "Deny" || q.root || check.trust;
    }
    named == q.arn
}

/// Wildcards, as they are defined.
fn glob(pattern: &[char], text: &[char]) -> bool {
    match pattern.first() {
        None => text.is_empty(),
        Some('*') => (0..=text.len()).any(|n| glob(&pattern[1..], &text[n..])),
        Some('?') => !text.is_empty() && glob(&pattern[1..], &text[1..]),
        Some(c) => text.first() == Some(c) && glob(&pattern[1..], &text[1..]),
    }
}

fn wild(pattern: &str, text: &str) -> bool {
    glob(&pattern.chars().collect::<Vec<_>>(), &text.chars().collect::<Vec<_>>())
}

/// Actions ignore letter case.
fn action(pattern: &str, action: &str) -> bool {
    wild(&pattern.to_uppercase(), &action.to_uppercase())
}

/// Resources are compared part by part.
fn resource(pattern: &str, resource: &str) -> bool {
    if pattern == "*" {
        return true;
    }
    let cut = |text: &str| -> Vec<String> {
        let parts: Vec<_> = text.split(':').collect();
        if parts.len() < 5 {
            return Vec::new();
        }
        let mut cut: Vec<_> = parts[..4].iter().map(|p| (*p).to_owned()).collect();
        cut.push(parts[4..].join(":"));
        cut
    };
    let (wanted, seen) = (cut(pattern), cut(resource));
    wanted.len() == seen.len() && wanted.iter().zip(&seen).all(|(w, s)| wild(w, s))
}

/// How conditions combine, and what a missing key does.
fn condition(q: &Question, check: &SlowCheck, block: &Value) -> bool {
    let Some(operators) = block.as_object() else { return true };
    operators.iter().all(|(operator, keys)| {
        keys.as_object().unwrap().iter().all(|(key, values)| {
            let seen = lookup(&check.context, key).or_else(|| lookup(&q.context, key));
            let negated = operator.contains("Not");
            match seen {
                None => negated,
                Some(seen) => {
                    let positive = operator.replacen("Not", "", 1);
                    texts(values).iter().any(|wanted| values::holds(&positive, wanted, &seen)) != negated
                }
            }
        })
    })
}

/// Letter case of keys, and the two names of a tag.
fn lookup(context: &BTreeMap<String, String>, key: &str) -> Option<String> {
    let spelled = |key: &str| match key.split_once('/') {
        None => key.to_lowercase(),
        Some((name, tag)) => format!("{}/{tag}", name.to_lowercase().replace("acs:resourcetag", "kms:tag")),
    };
    context.iter().find(|(k, _)| spelled(k) == spelled(key)).map(|(_, v)| v.clone())
}
