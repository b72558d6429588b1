//! Whether rights are part of other rights, by the patterns alone: for everything that patterns can mean, not for one request.
//!
//! Cautious: where two patterns are hard to compare, rights count as not included.

use crate::{
    document::{Effect, Entries, Statement},
    pattern::{ActionPattern, Resource, ResourcePattern, like_ignore_case},
    request::Attached,
};

const PRINCIPAL_ARN: &str = "acs:PrincipalARN";

/// Whether policies allow all that one Allow statement does, under no further conditions.
pub fn includes(policies: &[Attached], allowed: &Statement) -> bool {
    let Ok(documents) = policies.iter().map(|policy| policy.document.as_ref()).collect::<Result<Vec<_>, _>>() else {
        return false;
    };
    let statements = || documents.iter().flat_map(|document| document.statements());
    if statements().any(|statement| statement.effect == Effect::Deny && statement.may_meet(allowed)) {
        return false;
    }
    let own = || statements().filter(|own| own.effect == Effect::Allow && under(own, allowed));
    let actions = listed(&allowed.actions, ActionPattern::as_str);
    let resources = allowed.resources.as_ref().map_or_else(|| vec!["*"], |all| listed(all, ResourcePattern::as_str));
    actions.iter().all(|action| {
        resources.iter().all(|resource| own().any(|own| covers_action(own, action) && covers_resource(own, resource)))
    })
}

impl Statement {
    /// Whether it allows every action on every resource without a condition.
    pub fn allows_everything(&self) -> bool {
        let every = |actions: &Entries<ActionPattern>| {
            !actions.except && actions.patterns.iter().any(|pattern| pattern.as_str() == "*")
        };
        let all = |resources: &Entries<ResourcePattern>| {
            !resources.except && resources.patterns.iter().any(|pattern| pattern.as_str() == "*")
        };
        self.effect == Effect::Allow
            && self.conditions.is_empty()
            && every(&self.actions)
            && self.resources.as_ref().is_some_and(all)
    }

    /// Whether some request may match both; true where that is hard to tell. Conditions are ignored.
    pub fn may_meet(&self, other: &Self) -> bool {
        let actions = overlap(
            &listed(&self.actions, ActionPattern::as_str),
            &listed(&other.actions, ActionPattern::as_str),
            |a, b| a.eq_ignore_ascii_case(b),
        );
        let resources = match (&self.resources, &other.resources) {
            (Some(one), Some(two)) => {
                overlap(&listed(one, ResourcePattern::as_str), &listed(two, ResourcePattern::as_str), |a, b| a == b)
            }
            _ => true,
        };
        actions && resources
    }

    /// Whether an action is among those it is about.
    pub fn is_about_action(&self, action: &str) -> bool {
        self.actions.patterns.iter().any(|pattern| pattern.matches(action)) != self.actions.except
    }

    /// Whether it makes a difference to this statement which of two ARNs a user or group has, as a resource or as the caller.
    pub fn tells_apart(&self, one: &str, other: &str) -> bool {
        let resource = |arn: &str| {
            self.resources.as_ref().is_some_and(|Entries { except, patterns }| {
                patterns.iter().any(|pattern| pattern.matches(Resource::new(arn))) != *except
            })
        };
        let mut named = self.principal.iter().flat_map(|principals| &principals.ram);
        resource(one) != resource(other)
            || named.any(|arn| (arn == one) != (arn == other))
            || self
                .conditions
                .iter()
                .filter(|condition| condition.is_on(PRINCIPAL_ARN))
                .any(|condition| condition.holds(Some(one)) != condition.holds(Some(other)))
    }
}

/// Whether `own` needs no condition that `allowed` does not have.
fn under(own: &Statement, allowed: &Statement) -> bool {
    own.conditions.iter().all(|condition| allowed.conditions.contains(condition))
}

/// The patterns; for a list of exceptions the pattern of everything.
fn listed<P>(entries: &Entries<P>, text: impl Fn(&P) -> &str) -> Vec<&str> {
    if entries.except { vec!["*"] } else { entries.patterns.iter().map(text).collect() }
}

/// Whether a pattern matches all that `wanted`, itself a pattern, matches. A star of `wanted` is only absorbed by a star.
fn absorbs(pattern: &str, wanted: &str, matches: impl Fn() -> bool) -> bool {
    pattern == "*" || (!(pattern.contains('?') && wanted.contains('*')) && matches())
}

fn covers_action(own: &Statement, wanted: &str) -> bool {
    let Entries { except, patterns } = &own.actions;
    if *except {
        return !patterns.iter().any(|pattern| may_overlap(pattern.as_str(), wanted, |a, b| a.eq_ignore_ascii_case(b)));
    }
    let covers = |pattern: &str| absorbs(pattern, wanted, || like_ignore_case(pattern, wanted));
    patterns.iter().any(|pattern| covers(pattern.as_str()))
}

fn covers_resource(own: &Statement, wanted: &str) -> bool {
    let Some(Entries { except, patterns }) = &own.resources else { return false };
    if *except {
        return !patterns.iter().any(|pattern| may_overlap(pattern.as_str(), wanted, |a, b| a == b));
    }
    patterns.iter().any(|pattern| absorbs(pattern.as_str(), wanted, || pattern.matches(Resource::new(wanted))))
}

fn overlap(one: &[&str], other: &[&str], same: impl Fn(&str, &str) -> bool + Copy) -> bool {
    one.iter().any(|a| other.iter().any(|b| may_overlap(a, b, same)))
}

/// Whether some text may match both patterns: unless they differ before the first wildcard of either.
fn may_overlap(one: &str, other: &str, same: impl Fn(&str, &str) -> bool) -> bool {
    let literal = |pattern: &str| pattern.find(['*', '?']).unwrap_or(pattern.len());
    let (a, b) = (literal(one), literal(other));
    match (a == one.len(), b == other.len()) {
        (true, true) => same(one, other),
        // One that ends before its first wildcard cannot match a text that is shorter than that.
        (true, false) if a < b => false,
        (false, true) if b < a => false,
        _ => match (one.get(..a.min(b)), other.get(..a.min(b))) {
            (Some(a), Some(b)) => same(a, b),
            _ => false,
        },
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::{
        document::{Document, Kind},
        request::Holder,
    };
    use std::sync::Arc;

    fn document(statements: &str) -> Document {
        Document::parse(&format!(r#"{{"Version": "1", "Statement": [{statements}]}}"#), Kind::Identity).unwrap()
    }

    fn one(effect: &str, action: &str, resource: &str, more: &str) -> String {
        format!(r#"{{"Effect": "{effect}", "Action": "{action}", "Resource": "{resource}"{more}}}"#)
    }

    fn holds(own: &str, wanted: &str) -> bool {
        let document = Ok(Arc::new(document(own)));
        let own = [Attached { name: "own".into(), holder: Holder::User("u".into()), document }];
        includes(&own, &self::document(wanted).statements()[0])
    }

    #[test]
    fn rights_are_included_only_where_patterns_say_so() {
        let allow = |action: &str, resource: &str| one("Allow", action, resource, "");
        let arn = "acs:kms:*:*:secret/";
        let app = &format!("{arn}app/*");
        for (own, wanted, included) in [
            (allow("*", "*"), allow("kms:GetSecretValue", "*"), true),
            (allow("kms:*", "*"), allow("kms:Get*", app), true),
            (allow("kms:*", app), allow("kms:Get*", &format!("{arn}app/db")), true),
            (allow("kms:*", app), allow("kms:Get*", "*"), false),
            (allow("kms:*", app), allow("kms:Get*", &format!("{arn}*")), false),
            (allow("KMS:get*", "*"), allow("kms:GetSecretValue", "*"), true),
            (allow("kms:Get?ecretValue", "*"), allow("kms:Get*ecretValue", "*"), false),
            (allow("kms:Get*", "*"), allow("kms:*", "*"), false),
            (allow("kms:Get*", "*"), allow("ram:GetUser", "*"), false),
            (allow("*", app), allow("*", "*"), false),
        ] {
            assert_eq!(holds(&own, &wanted), included, "{own} {wanted}");
        }
        let all = one("Allow", "*", "*", "");
        let fenced = one("Allow", "*", "*", r#", "Condition": {"Bool": {"acs:MFAPresent": "true"}}"#);
        assert!(!holds(&fenced, &all) && holds(&all, &fenced) && holds(&fenced, &fenced));
        let but = |deny: &str| format!("{all}, {}", one("Deny", deny, "*", ""));
        assert!(!holds(&but("kms:GetSecretValue"), &allow("kms:*", "*")));
        assert!(!holds(&but("kms:*Value"), &allow("kms:Get*", "*")), "hard to tell");
        assert!(holds(&but("kms:GetSecretValue"), &allow("ram:*", "*")));
        let except = r#"{"Effect": "Allow", "NotAction": "kms:GetSecretValue", "Resource": "*"}"#;
        assert!(holds(except, &allow("ram:*", "*")) && !holds(except, &allow("kms:Get*", "*")));
        assert!(holds(&all, except) && !holds(except, &all));
    }

    #[test]
    fn statements_that_depend_on_a_name() {
        let (old, new) = ("acs:ram::1:user/eve", "acs:ram::1:user/app-1");
        let on = |resource: &str| document(&one("Allow", "ram:CreateAccessKey", resource, "")).statements()[0].clone();
        assert!(on("acs:ram:*:*:user/app-*").tells_apart(old, new));
        assert!(!on("acs:ram:*:*:user/*").tells_apart(old, new) && !on("*").tells_apart(old, new));
        let by = |arn: &str| {
            let more = format!(r#", "Condition": {{"StringLike": {{"acs:PrincipalArn": "{arn}"}}}}"#);
            document(&one("Deny", "*", "*", &more)).statements()[0].clone()
        };
        assert!(by("*:user/eve").tells_apart(old, new) && by("*/app-?").tells_apart(old, new));
        assert!(!by("*:user/*").tells_apart(old, new));
    }
}
