//! Whether a statement matches. Used to evaluate, trace and explain.

use crate::{
    condition::{Condition, ConditionContext},
    document::{Effect, Entries, Kind, Principals, Statement},
    pattern::Resource,
    request::{Caller, CallerKind, Check, Request},
};

/// One check, prepared for many statements.
#[derive(Clone, Copy)]
pub struct Facts<'a> {
    caller: &'a Caller,
    action: &'a str,
    resource: Resource<'a>,
    contexts: [&'a ConditionContext; 2],
}

impl<'a> Facts<'a> {
    pub fn new(request: &Request<'a>, check: &'a Check) -> Self {
        Self {
            caller: request.caller,
            action: &check.action,
            resource: Resource::new(&check.resource),
            contexts: [&check.context, request.context],
        }
    }

    /// Whether the caller's account owns the resource, or it has no owner.
    pub fn own(self) -> bool {
        self.resource.owner().is_none_or(|owner| owner == self.caller.account)
    }

    /// Whether the action assumes a role, which requires a trust policy.
    pub fn assumes(self) -> bool {
        const ASSUME: &str = "sts:AssumeRole";
        self.action.get(..ASSUME.len()).is_some_and(|start| start.eq_ignore_ascii_case(ASSUME))
    }

    /// A statement of a document of this kind matches when all four parts do.
    pub fn matches(self, kind: Kind, statement: &Statement) -> bool {
        self.concerns(kind, statement) && statement.conditions.iter().all(|condition| self.holds(condition))
    }

    /// Whether a statement matches apart from its conditions.
    pub fn concerns(self, kind: Kind, statement: &Statement) -> bool {
        self.action(statement) && self.resource(statement) && self.principal(kind, statement)
    }

    pub fn holds(self, condition: &Condition) -> bool {
        condition.holds(self.seen(condition))
    }

    /// The value of a condition's key; the check's context precedes the request's.
    pub fn seen(self, condition: &Condition) -> Option<&'a str> {
        condition.seen(self.contexts)
    }

    pub fn action(self, statement: &Statement) -> bool {
        let Entries { except, patterns } = &statement.actions;
        patterns.iter().any(|pattern| pattern.matches(self.action)) != *except
    }

    pub fn resource(self, statement: &Statement) -> bool {
        statement.resources.as_ref().is_none_or(|Entries { except, patterns }| {
            patterns.iter().any(|pattern| pattern.matches(self.resource)) != *except
        })
    }

    fn is_one_of(self, ids: &[String]) -> bool {
        self.caller.id.as_ref().is_some_and(|id| ids.contains(id))
    }

    /// Whether the statement is about the caller. Names that were bound to ids: whoever is renamed stays under a Deny, and
    /// whoever takes the name of another gets no Allow of that one. A Deny also follows the name, to whoever has it.
    pub fn principal(self, kind: Kind, statement: &Statement) -> bool {
        let Some(Principals { ram, bound, service, federated }) = &statement.principal else { return true };
        let named = |names: &[String]| names.contains(&self.caller.arn);
        match self.caller.kind {
            CallerKind::Service => named(service),
            CallerKind::Federated => named(federated),
            // In a trust policy, the account principal delegates to identity policies, which must allow too. Elsewhere, an
            // account-wide Allow would grant every user access to a secret, so it matches only the account itself.
            CallerKind::Root | CallerKind::User | CallerKind::RoleSession => {
                let wide =
                    kind == Kind::Trust || statement.effect == Effect::Deny || self.caller.kind == CallerKind::Root;
                let named = match (bound, statement.effect) {
                    (None, _) => named(ram),
                    (Some(ids), effect) => self.is_one_of(ids) || (effect == Effect::Deny && named(ram)),
                };
                named || (wide && ram.iter().any(|name| is_account(name, &self.caller.account)))
            }
        }
    }
}

impl Statement {
    /// Whether this denies an action to every user and role of an account, with or without conditions.
    pub fn denies_account(&self, account: &str, action: &str) -> bool {
        let Entries { except, patterns } = &self.actions;
        let principals = self.principal.as_ref();
        self.effect == Effect::Deny
            && patterns.iter().any(|pattern| pattern.matches(action)) != *except
            && principals.is_some_and(|principals| principals.ram.iter().any(|name| is_account(name, account)))
    }
}

impl Statement {
    /// Whether its principals name anybody but this account as a whole.
    pub fn names_others_than(&self, account: &str) -> bool {
        self.principal.as_ref().is_some_and(|principals| principals.ram.iter().any(|name| !is_account(name, account)))
    }
}

/// Whether a principal is the whole of `account`: `acs:ram::ACCOUNT:root` or `acs:ram::ACCOUNT:*`.
fn is_account(principal: &str, account: &str) -> bool {
    let rest = principal.strip_prefix("acs:ram::").and_then(|rest| rest.strip_prefix(account));
    matches!(rest, Some(":root" | ":*"))
}
