//! One statement.

use super::DocumentReader;
use crate::{
    document::{Effect, Entries, Kind, Principals, Statement},
    json::{join, member, start},
    pattern::{ActionPattern, ResourcePattern},
    problem::{PolicyProblem, Rule},
};
use jsonc_parser::ast::{Object, Value};
use strongroom_domain::limits;

/// The kinds of principals.
const PRINCIPALS: [&str; 3] = ["RAM", "Service", "Federated"];

impl DocumentReader {
    pub(super) fn statement(&mut self, value: &Value<'_>, path: &str) -> Option<Statement> {
        let Some(object) = value.as_object() else {
            self.problem(Rule::Statements, path, start(value), "A statement must be a JSON object.");
            return None;
        };
        self.found.insert(path.to_owned(), self.places.at(object.range.start));
        let mut known =
            vec!["Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Condition", "Principal"];
        if !self.kind.has_principal() {
            known.pop();
        }
        let complaint = match member(object, "Principal") {
            Some(_) if !self.kind.has_principal() => {
                "Principal is only allowed in resource policies and trust policies."
            }
            _ => "Unknown element. Remove it.",
        };
        self.only(Rule::Elements, object, path, &known, complaint);
        let sid = self.sid(object, path);
        let effect = self.effect(object, path);
        let principal = self.kind.has_principal().then(|| self.principals(object, path));
        let actions = self.entries(object, path, ["Action", "NotAction"], Rule::Actions, |text| {
            ActionPattern::new(text)
                .ok_or("An action must be * or a service code, a colon and an operation, such as kms:GetSecretValue.")
        });
        let resources =
            if self.kind == Kind::Trust && ["Resource", "NotResource"].iter().all(|n| member(object, n).is_none()) {
                Some(None)
            } else {
                let entries = self.entries(object, path, ["Resource", "NotResource"], Rule::Resources, |text| {
                    ResourcePattern::new(text)
                        .ok_or("A resource must be * or an ARN with all five parts, such as acs:kms:*:*:secret/NAME.")
                });
                entries.map(Some)
            };
        if let (Kind::Resource, Some(actions), Some(Some(resources))) = (self.kind, &actions, &resources) {
            self.of_resource_policy(actions, resources, path);
        }
        let conditions = member(object, "Condition").map(|value| self.conditions(value, path)).unwrap_or_default();
        Some(Statement { sid, effect: effect?, principal, actions: actions?, resources: resources?, conditions })
    }

    /// Checks the policy of a secret or key, which applies only to that secret or key.
    fn of_resource_policy(
        &mut self,
        actions: &Entries<ActionPattern>,
        resources: &Entries<ResourcePattern>,
        path: &str,
    ) {
        let name = if actions.except { "NotAction" } else { "Action" };
        for (n, action) in actions.patterns.iter().enumerate() {
            if !action.as_str().get(..4).is_some_and(|service| service.eq_ignore_ascii_case("kms:")) {
                self.found_problem(
                    format!("{path}.{name}[{n}]"),
                    "In the policy of a secret or key, every action must start with kms:.",
                );
            }
        }
        let name = if resources.except { "NotResource" } else { "Resource" };
        for (n, resource) in resources.patterns.iter().enumerate() {
            if resources.except || resource.as_str() != "*" {
                self.found_problem(
                    format!("{path}.{name}[{n}]"),
                    "In the policy of a secret or key, Resource must be *.",
                );
            }
        }
    }

    fn found_problem(&mut self, path: String, sentence: &str) {
        let position = self.found.get(&path).copied().unwrap_or_default();
        self.problems.push(PolicyProblem {
            rule: Rule::ResourcePolicyScope,
            position,
            path,
            sentence: sentence.to_owned(),
        });
    }

    fn sid(&mut self, object: &Object<'_>, path: &str) -> Option<String> {
        // The vendor's default policies contain spaces in their `Sid`, so the published alphabet is not enforced.
        match member(object, "Sid")? {
            Value::StringLit(sid) if sid.value.chars().count() <= limits::SID => Some(sid.value.to_string()),
            other => {
                self.problem(
                    Rule::Elements,
                    &join(path, "Sid"),
                    start(other),
                    format!("Sid must be a string of at most {} characters.", limits::SID),
                );
                None
            }
        }
    }

    fn effect(&mut self, object: &Object<'_>, path: &str) -> Option<Effect> {
        let sentence = "Effect must be exactly Allow or Deny.";
        match member(object, "Effect") {
            Some(Value::StringLit(word)) if word.value == "Allow" => return Some(Effect::Allow),
            Some(Value::StringLit(word)) if word.value == "Deny" => return Some(Effect::Deny),
            Some(other) => self.problem(Rule::Effect, &join(path, "Effect"), start(other), sentence),
            None => self.problem(Rule::Effect, path, object.range.start, sentence),
        }
        None
    }

    /// The principals of a statement in a resource or trust policy.
    fn principals(&mut self, object: &Object<'_>, path: &str) -> Principals {
        let mut principals = Principals::default();
        let Some(value) = member(object, "Principal") else {
            self.problem(
                Rule::Elements,
                path,
                object.range.start,
                "Principal is missing. This kind of policy must name its principals.",
            );
            return principals;
        };
        let path = join(path, "Principal");
        let Some(named) = value.as_object().filter(|named| !named.properties.is_empty()) else {
            self.problem(
                Rule::Elements,
                &path,
                start(value),
                "Principal must be an object such as {\"RAM\": \"acs:ram::ACCOUNT:user/NAME\"}.",
            );
            return principals;
        };
        let (known, sentence): (&[&str], _) = match self.kind {
            Kind::Trust => (&PRINCIPALS, "Principal can only contain RAM, Service and Federated."),
            _ => (&["RAM"], "Principal can only contain RAM."),
        };
        // Modules of Terraform write an empty list for each kind of principal that they do not name.
        let empty = |value: &Value<'_>| value.as_array().is_some_and(|list| list.elements.is_empty());
        let names_some = named.properties.iter().any(|one| known.contains(&one.name.as_str()) && !empty(&one.value));
        let ignored = |name: &str, value: &Value<'_>| names_some && PRINCIPALS.contains(&name) && empty(value);
        for one in &named.properties {
            let name = one.name.as_str();
            if !known.contains(&name) && !ignored(name, &one.value) {
                self.problem(Rule::Elements, &join(&path, name), one.range.start, sentence);
            }
        }
        let kinds =
            PRINCIPALS.into_iter().zip([&mut principals.ram, &mut principals.service, &mut principals.federated]);
        for (kind, names) in kinds {
            if let Some(value) = member(named, kind).filter(|value| !ignored(kind, value)) {
                *names = self.texts(value, &join(&path, kind), Rule::Elements);
            }
        }
        principals
    }
}
