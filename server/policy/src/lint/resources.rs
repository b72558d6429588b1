//! Advice on resources.

use super::{Findings, Severity, actions};
use crate::{
    document::Statement,
    pattern::{Resource, ResourcePattern, like},
};

/// Operations that are authorized on a container, and the container's name.
const CONTAINERS: &[(&str, &str)] =
    &[("kms:CreateSecret", "secret"), ("kms:ListSecrets", "secret"), ("kms:CreateKey", "key"), ("kms:ListKeys", "key")];

pub fn look(findings: &mut Findings<'_>, statement: &Statement, path: &str) {
    let Some(resources) = &statement.resources else { return };
    if resources.except {
        let sentence = "NotResource is deprecated. It matches every other resource, including future ones.";
        findings.add(Severity::Warning, format!("{path}.NotResource[0]"), sentence);
        return;
    }
    if statement.actions.except {
        return;
    }
    container(findings, statement, &resources.patterns, path);
    let met: Vec<_> =
        actions::known().filter(|name| statement.actions.patterns.iter().any(|p| p.matches(name))).collect();
    // The resources of an unknown service's operations are not known.
    let foreign = statement.actions.patterns.iter().any(|p| !met.iter().any(|name| p.matches(name)));
    let kinds: Vec<_> = met.iter().flat_map(|name| kinds(name)).collect();
    for (n, pattern) in resources.patterns.iter().enumerate() {
        let idle = !foreign && !kinds.iter().any(|(service, word)| may_be(pattern, service, word));
        if idle && pattern.as_str() != "*" {
            let sentence =
                "None of this statement's actions applies to this kind of resource, so this entry never matches.";
            findings.add(Severity::Error, format!("{path}.Resource[{n}]"), sentence);
        }
    }
}

/// Creating and listing are authorized on the container, whose ARN has no slash.
fn container(findings: &mut Findings<'_>, statement: &Statement, patterns: &[ResourcePattern], path: &str) {
    for (action, word) in CONTAINERS {
        if !statement.actions.patterns.iter().any(|pattern| pattern.matches(action)) {
            continue;
        }
        let covers = |pattern: &ResourcePattern| {
            let whole = pattern.as_str().splitn(5, ':').nth(4).is_some_and(|id| like(id, word));
            whole || pattern.matches(Resource::new("*"))
        };
        let items = |pattern: &ResourcePattern| {
            pattern.as_str().splitn(5, ':').nth(4).is_some_and(|id| id.starts_with(&format!("{word}/")))
        };
        if let (false, Some(n)) = (patterns.iter().any(covers), patterns.iter().position(items)) {
            let sentence = format!(
                "{action} is authorized on the container, which this does not match. Also add acs:kms:*:*:{word}."
            );
            findings.add(Severity::Warning, format!("{path}.Resource[{n}]"), sentence);
            return;
        }
    }
}

/// Service and kinds of the resources of an operation.
fn kinds(name: &str) -> Vec<(&'static str, &'static str)> {
    let both =
        ["TagResource", "UntagResource", "ListResourceTags", "TagResources", "UntagResources", "ListTagResources"];
    match name.split_once(':') {
        Some(("kms", operation)) if both.contains(&operation) => vec![("kms", "secret"), ("kms", "key")],
        Some(("kms", "GetRandomPassword" | "DescribeRegions" | "GetKmsInstance")) => vec![],
        Some(("kms", operation)) if operation.contains("Secret") => vec![("kms", "secret")],
        Some(("kms", operation)) if operation.contains("Alias") => vec![("kms", "alias"), ("kms", "key")],
        Some(("kms", _)) => vec![("kms", "key"), ("kms", "alias")],
        Some(("ram", _)) => {
            ["user", "group", "role", "policy", "mfa", "saml-provider"].map(|word| ("ram", word)).to_vec()
        }
        Some(("sts", _)) => vec![("ram", "role")],
        Some(("actiontrail", _)) => vec![("actiontrail", "trail")],
        _ => vec![],
    }
}

/// Whether the pattern can match a resource of this kind: either the text before the first wildcard, or the kind, is a prefix of
/// the other.
fn may_be(pattern: &ResourcePattern, service: &str, word: &str) -> bool {
    let mut parts = pattern.as_str().splitn(5, ':').skip(1);
    let (of, id) = (parts.next().unwrap_or("*"), parts.nth(2).unwrap_or("*"));
    let literal = id.split(['*', '?']).next().unwrap_or_default();
    let wild = literal.len() < id.len();
    let item = format!("{word}/");
    like(of, service) && (id == word || literal.starts_with(&item) || (wild && item.starts_with(literal)))
}
