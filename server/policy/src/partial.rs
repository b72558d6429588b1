//! Decides with a part of the context unknown: allowed whatever it is, denied whatever it is, or under which conditions.
//!
//! Every value of an unknown key makes each condition on that key true or false. Values that agree about all conditions are one
//! *cell*. [`evaluate_partially`] runs [`evaluate`] once for each combination of cells, so it agrees with the decision about every
//! possible request, by construction.

use crate::{
    condition::{Condition, ConditionContext},
    document::Effect,
    evaluate::{evaluate, met},
    explain::{At, Deciding, deciding},
    matching::Facts,
    request::{Decision, Request},
};
use strongroom_domain::Timestamp;

mod boxes;
mod cells;
mod requirement;
mod wildcards;

pub use requirement::{Literal, Requirement, TimeSpan};

/// The most combinations of cells that are evaluated.
const COMBINATIONS: usize = 512;
/// The most alternatives that a residual lists.
const ALTERNATIVES: usize = 8;

/// A condition key without a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// The key, such as `acs:SourceIp`.
    pub key: &'static str,
    /// What its value can be.
    pub values: UnknownValues,
}

/// The possible values of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UnknownValues {
    /// Any address, or none.
    Address,
    /// Any time in whole seconds, not before this one.
    TimeFrom(Timestamp),
    /// One of these; `None` is a missing key.
    OneOf(Vec<Option<String>>),
    /// Any text, or none.
    Text,
}

/// A decision that does not depend on the unknown values, or the conditions under which the request is allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PartialDecision {
    /// Every completion of the context is allowed.
    Allowed,
    /// Some are allowed, some are denied.
    Conditional(Residual),
    /// Every completion is denied.
    Denied,
}

/// What remains to be known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Residual {
    /// The keys that the decision depends on.
    pub keys: Vec<String>,
    /// Requests that satisfy all requirements of one alternative are allowed, all others are denied. Empty if there are too many.
    pub alternatives: Vec<Vec<Requirement>>,
}

/// The result of [`evaluate_partially`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Partial {
    /// The decision.
    pub decision: PartialDecision,
    /// The statements that allow, for some completion of the context.
    pub through: Vec<Deciding>,
}

/// Decides a request whose context lacks the unknown keys.
///
/// A `StringLike` with wildcards on an address, a time or a text is treated as a condition of its own that can be true or false,
/// so the result can be conditional although no value satisfies it together with other conditions. The reverse cannot happen: an
/// allowed request is never reported as denied.
pub fn evaluate_partially(request: &Request<'_>, unknown: &[Unknown]) -> Partial {
    let conditions = open_conditions(request, unknown);
    let free = wildcards::free(&conditions, unknown);
    if free.is_empty() {
        return decide_cells(request, &cells::dimensions(unknown, &conditions));
    }
    let (policies, checks) = wildcards::replaced(request, &free);
    let mut dimensions = cells::dimensions(unknown, &conditions);
    dimensions.extend(free.iter().map(wildcards::FreeCondition::dimension));
    decide_cells(&Request { policies: &policies, checks: &checks, ..*request }, &dimensions)
}

fn decide_cells(request: &Request<'_>, dimensions: &[cells::Dimension<'_>]) -> Partial {
    let count = dimensions.iter().try_fold(1_usize, |product, dimension| {
        product.checked_mul(dimension.cells.len()).filter(|product| *product <= COMBINATIONS)
    });
    let Some(count) = count else { return undecided(request, dimensions) };
    let context = |point: &[usize]| {
        let mut context = request.context.clone();
        for (dimension, cell) in dimensions.iter().zip(point) {
            if let Some(value) = dimension.sample(*cell) {
                context.put(&dimension.key, value);
            }
        }
        context
    };
    let space = boxes::Space::new(dimensions.iter().map(|dimension| dimension.cells.len()).collect());
    let allows = |point: &[usize]| evaluate(&Request { context: &context(point), ..*request }) == Decision::Allow;
    let allowed: Vec<_> = (0..count).map(|number| allows(&space.point(number))).collect();
    if !allowed.contains(&true) {
        return Partial { decision: PartialDecision::Denied, through: Vec::new() };
    }
    let cover = space.cover(&allowed);
    let mut through: Vec<Deciding> = Vec::new();
    for one in &cover {
        let context = context(&one.example);
        for statement in deciding(&Request { context: &context, ..*request }, Decision::Allow) {
            if !through.contains(&statement) {
                through.push(statement);
            }
        }
    }
    if !allowed.contains(&false) {
        return Partial { decision: PartialDecision::Allowed, through };
    }
    let mut keys: Vec<String> = Vec::new();
    let mut alternatives = Vec::new();
    for one in &cover {
        let mut requirements = Vec::new();
        for (dimension, chosen) in dimensions.iter().zip(&one.chosen) {
            if chosen.contains(&false) {
                requirements.push(requirement::of(dimension, chosen));
                if !keys.iter().any(|known| known == dimension.written) {
                    keys.push(dimension.written.to_owned());
                }
            }
        }
        alternatives.push(requirements);
    }
    if alternatives.len() > ALTERNATIVES {
        alternatives.clear();
    }
    Partial { decision: PartialDecision::Conditional(Residual { keys, alternatives }), through }
}

/// Whether a condition finds one of its values for some possible value of its key. Patterns with wildcards count as found.
pub(crate) fn can_find(condition: &Condition, values: &UnknownValues) -> bool {
    if wildcards::is_free(condition, values) {
        return true;
    }
    cells::of(values, &[condition]).iter().any(|cell| cell.matches.contains(&true))
}

/// There are too many combinations: denied if no Allow can match, otherwise conditional on everything.
fn undecided(request: &Request<'_>, dimensions: &[cells::Dimension<'_>]) -> Partial {
    let statements = matching(request).into_iter().map(|(statement, _)| statement);
    let through: Vec<_> = statements.filter(|statement| statement.effect == Effect::Allow).collect();
    if through.is_empty() {
        return Partial { decision: PartialDecision::Denied, through };
    }
    let mut keys: Vec<_> = dimensions.iter().map(|dimension| dimension.written.to_owned()).collect();
    keys.sort();
    keys.dedup();
    let residual = Residual { keys, alternatives: Vec::new() };
    Partial { decision: PartialDecision::Conditional(residual), through }
}

/// The statements that match apart from their conditions, with those conditions, check by check.
fn matching<'a>(request: &Request<'a>) -> Vec<(Deciding, &'a [Condition])> {
    let mut found = Vec::new();
    for (n, check) in request.checks.iter().enumerate() {
        let facts = Facts::new(request, check);
        for (stage, policy) in met(request, check) {
            let Ok(document) = &policy.document else { continue };
            for (index, one) in document.statements().iter().enumerate() {
                if facts.concerns(document.kind(), one) {
                    let at = At { stage, policy: policy.name.to_string(), holder: policy.holder.clone(), index };
                    let statement = Deciding { check: n, statement: at, effect: one.effect, sid: one.sid.clone() };
                    found.push((statement, one.conditions.as_slice()));
                }
            }
        }
    }
    found
}

/// The different conditions of matching statements on keys that are unknown.
fn open_conditions<'a>(request: &Request<'a>, unknown: &[Unknown]) -> Vec<&'a Condition> {
    let mut open: Vec<&Condition> = Vec::new();
    for (statement, conditions) in matching(request) {
        let own = request.checks.get(statement.check).map(|check| &check.context);
        for condition in conditions {
            let known = own.is_some_and(|context: &ConditionContext| condition.seen([context, context]).is_some());
            let asked = unknown.iter().any(|unknown| condition.is_on(unknown.key));
            if asked && !known && !open.contains(&condition) {
                open.push(condition);
            }
        }
    }
    open
}
