//! What a box of cells requires of a request.

use super::{UnknownValues, cells::Dimension};
use crate::operator::{Operator, Test};
use strongroom_domain::Timestamp;

/// A requirement on one key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Requirement {
    /// The time lies in one of these periods.
    Time(Vec<TimeSpan>),
    /// The key has one of these values; `None` is a missing key.
    OneOf {
        /// The key.
        key: String,
        /// The values that allow.
        values: Vec<Option<String>>,
        /// All possible values.
        possible: Vec<Option<String>>,
    },
    /// All literals of one of these lists are satisfied.
    Any(Vec<Vec<Literal>>),
}

/// A period in whole seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeSpan {
    /// Its first second; `None` for now.
    pub from: Option<Timestamp>,
    /// The second after its last one; `None` if it does not end.
    pub until: Option<Timestamp>,
}

/// A condition of a policy that must find one of its values, or must not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Literal {
    /// What is compared.
    pub test: Test,
    /// The key, as the policy writes it.
    pub key: String,
    /// The policy's values.
    pub values: Vec<String>,
    /// Whether one of them must match, or none.
    pub matches: bool,
}

/// The requirement to be in one of the chosen cells.
pub fn of(dimension: &Dimension<'_>, chosen: &[bool]) -> Requirement {
    match dimension.possible {
        Some(UnknownValues::TimeFrom(_)) => Requirement::Time(periods(dimension, chosen)),
        Some(UnknownValues::OneOf(possible)) => {
            let cells = dimension.cells.iter().zip(chosen).filter(|(_, chosen)| **chosen);
            let allowed: Vec<_> = cells.flat_map(|(cell, _)| cell.values.iter().cloned()).collect();
            let values = possible.iter().filter(|value| allowed.contains(value)).cloned().collect();
            Requirement::OneOf { key: dimension.written.to_owned(), values, possible: possible.clone() }
        }
        Some(UnknownValues::Address | UnknownValues::Text) | None => Requirement::Any(literals(dimension, chosen)),
    }
}

/// Neighbouring cells are one period.
fn periods(dimension: &Dimension<'_>, chosen: &[bool]) -> Vec<TimeSpan> {
    let at = |second: i64| Timestamp(second.saturating_mul(1000));
    let mut periods: Vec<TimeSpan> = Vec::new();
    let mut before = false;
    for (n, (cell, chosen)) in dimension.cells.iter().zip(chosen).enumerate() {
        let from = cell.from.filter(|_| n > 0).map(at);
        match (before, *chosen) {
            (false, true) => periods.push(TimeSpan { from, until: None }),
            (true, false) => periods.iter_mut().last().into_iter().for_each(|period| period.until = from),
            _ => {}
        }
        before = *chosen;
    }
    periods
}

/// The shortest description by conditions that holds exactly in the chosen cells: one literal, several that all hold, or several
/// of which one holds; otherwise each cell by itself.
fn literals(dimension: &Dimension<'_>, chosen: &[bool]) -> Vec<Vec<Literal>> {
    let holds = |&(condition, matches): &(usize, bool), cell: usize| {
        dimension.cells.get(cell).and_then(|cell| cell.matches.get(condition)) == Some(&matches)
    };
    let all: Vec<_> = (0..dimension.conditions.len()).flat_map(|n| [(n, true), (n, false)]).collect();
    let cells: Vec<_> = chosen.iter().copied().enumerate().collect();
    let together = |some: &[(usize, bool)], wanted: &[(usize, bool)]| {
        wanted.iter().all(|(cell, chosen)| some.iter().all(|literal| holds(literal, *cell)) == *chosen)
    };
    let either = |some: &[(usize, bool)]| {
        cells.iter().all(|(cell, chosen)| some.iter().any(|literal| holds(literal, *cell)) == *chosen)
    };
    let written = |literals: &[(usize, bool)]| -> Vec<Literal> {
        literals.iter().filter_map(|(n, matches)| literal(dimension, *n, *matches)).collect()
    };
    let required = |wanted: &[(usize, bool)]| {
        let mut some: Vec<_> = all
            .iter()
            .copied()
            .filter(|literal| wanted.iter().all(|(cell, chosen)| !chosen || holds(literal, *cell)))
            .collect();
        shorten(&mut some, |some| together(some, wanted));
        some
    };
    let some = required(&cells);
    if together(&some, &cells) {
        return vec![written(&some)];
    }
    let mut some: Vec<_> = all
        .iter()
        .copied()
        .filter(|literal| cells.iter().all(|(cell, chosen)| *chosen || !holds(literal, *cell)))
        .collect();
    if either(&some) {
        shorten(&mut some, either);
        return some.iter().map(|one| written(&[*one])).collect();
    }
    let one = |(cell, _): &(usize, bool)| {
        let wanted: Vec<_> = cells.iter().map(|(other, _)| (*other, other == cell)).collect();
        written(&required(&wanted))
    };
    cells.iter().filter(|(_, chosen)| *chosen).map(one).collect()
}

/// Removes literals as long as the rest is sufficient.
fn shorten(literals: &mut Vec<(usize, bool)>, sufficient: impl Fn(&[(usize, bool)]) -> bool) {
    let mut at = literals.len();
    while at > 0 {
        at -= 1;
        let removed = literals.remove(at);
        if !sufficient(literals) {
            literals.insert(at, removed);
        }
    }
}

fn literal(dimension: &Dimension<'_>, condition: usize, matches: bool) -> Option<Literal> {
    let condition = dimension.conditions.get(condition)?;
    let test = Operator::test(condition.operator());
    let values = condition.values().map(str::to_owned).collect();
    Some(Literal { test, key: condition.key().to_owned(), values, matches })
}
