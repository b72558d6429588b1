//! Conditions whose matching values cannot be sampled. Each becomes a key of its own that matches or does not.

use super::{Unknown, UnknownValues, cells};
use crate::{
    condition::{Condition, ConditionContext},
    document::Document,
    operator::{Operator, Test},
    request::{Attached, Check, Policies, Request},
};
use std::sync::Arc;

/// The value of a free condition's key when the condition finds one of its values.
const FOUND: &str = "found";

/// A condition that stands for itself.
pub struct FreeCondition<'a> {
    condition: &'a Condition,
    key: String,
}

/// Whether the values that a condition finds are too many to sample.
pub fn is_free(condition: &Condition, values: &UnknownValues) -> bool {
    let pattern = |text: &str| text.contains(['*', '?']) && !text.bytes().all(|byte| byte == b'*');
    match (values, condition.operator().test()) {
        (UnknownValues::OneOf(_), _) | (_, Test::String) => false,
        (_, Test::Like) => condition.values().any(pattern),
        (UnknownValues::Address | UnknownValues::TimeFrom(_), _) => false,
        (UnknownValues::Text, _) => true,
    }
}

/// The free ones among the conditions.
pub fn free<'a>(conditions: &[&'a Condition], unknown: &[Unknown]) -> Vec<FreeCondition<'a>> {
    let is_free =
        |condition: &&&Condition| unknown.iter().any(|u| condition.is_on(u.key) && is_free(condition, &u.values));
    let numbered = conditions.iter().filter(is_free).enumerate();
    // No condition is on this key: canonical keys are in lower case before the slash.
    numbered.map(|(n, condition)| FreeCondition { condition, key: format!("FREE/{n}") }).collect()
}

impl<'a> FreeCondition<'a> {
    /// The dimension with two cells.
    pub fn dimension(&self) -> cells::Dimension<'a> {
        let cell = |value: Option<&str>| cells::Cell {
            values: vec![value.map(str::to_owned)],
            from: None,
            matches: vec![value.is_some()],
        };
        cells::Dimension {
            key: self.key.clone(),
            written: self.condition.key(),
            possible: None,
            conditions: vec![self.condition],
            cells: vec![cell(Some(FOUND)), cell(None)],
        }
    }

    /// The condition on its own key.
    fn stand_in(&self) -> Condition {
        let negated = self.condition.operator().negated();
        let operator = if negated { Operator::StringNotEquals } else { Operator::StringEquals };
        Condition::on_text(operator, &self.key, FOUND)
    }
}

/// The policies and checks with the free conditions on keys of their own.
pub fn replaced(request: &Request<'_>, free: &[FreeCondition<'_>]) -> (Policies, Vec<Check>) {
    let policy = |policy: &Attached| Attached {
        document: policy.document.clone().map(|document| without(&document, free)),
        ..policy.clone()
    };
    let Policies { control, session, identity } = request.policies;
    let policies = Policies {
        control: control.iter().map(policy).collect(),
        session: session.as_ref().map(policy),
        identity: identity.iter().map(policy).collect(),
    };
    let check = |check: &Check| Check {
        context: decided(&check.context, free),
        resource_policy: check.resource_policy.as_ref().map(policy),
        ..check.clone()
    };
    (policies, request.checks.iter().map(check).collect())
}

fn without(document: &Arc<Document>, free: &[FreeCondition<'_>]) -> Arc<Document> {
    let mut next = Document::clone(document);
    for condition in next.statements.iter_mut().flat_map(|statement| &mut statement.conditions) {
        if let Some(stand_in) = free.iter().find(|free| free.condition == condition) {
            *condition = stand_in.stand_in();
        }
    }
    Arc::new(next)
}

/// What a check's own context, which comes first, says about the conditions.
fn decided(context: &ConditionContext, free: &[FreeCondition<'_>]) -> ConditionContext {
    let mut next = context.clone();
    for free in free {
        if let Some(seen) = free.condition.seen([context, context]) {
            next.put(&free.key, if free.condition.finds(seen) { FOUND } else { "" });
        }
    }
    next
}
