//! The cells of an unknown key: values about which all conditions agree.

use super::{Unknown, UnknownValues, wildcards};
use crate::{
    condition::{Condition, canonical},
    value,
};
use std::{
    collections::BTreeSet,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
};
use strongroom_domain::Timestamp;

/// The first address after the IPv4-mapped ones, which count as IPv4.
const AFTER_MAPPED: u128 = 1 << 48;

/// An unknown key, or a condition with wildcards that stands for itself.
pub struct Dimension<'a> {
    /// The key to set, in its canonical spelling.
    pub key: String,
    /// The key as policies write it.
    pub written: &'a str,
    /// The possible values of the key; `None` for a condition that stands for itself.
    pub possible: Option<&'a UnknownValues>,
    /// The conditions on it.
    pub conditions: Vec<&'a Condition>,
    /// Its cells, at least one.
    pub cells: Vec<Cell>,
}

/// Values of a key about which all conditions agree.
pub struct Cell {
    /// Some of the values: all if the key has few, otherwise one. `None` is a missing key.
    pub values: Vec<Option<String>>,
    /// The first second of a time; the cell ends where the next one begins.
    pub from: Option<i64>,
    /// Whether each condition finds one of its values, whether or not its operator is negated.
    pub matches: Vec<bool>,
}

impl Dimension<'_> {
    /// A value of a cell; `None` is a missing key.
    pub fn sample(&self, cell: usize) -> Option<&str> {
        self.cells.get(cell)?.values.first()?.as_deref()
    }
}

/// The unknown keys that conditions without free wildcards name.
pub fn dimensions<'a>(unknown: &'a [Unknown], conditions: &[&'a Condition]) -> Vec<Dimension<'a>> {
    let dimension = |unknown: &'a Unknown| {
        let fixed =
            |condition: &&Condition| condition.is_on(unknown.key) && !wildcards::is_free(condition, &unknown.values);
        let conditions: Vec<_> = conditions.iter().copied().filter(fixed).collect();
        let cells = of(&unknown.values, &conditions);
        let (key, possible) = (canonical(unknown.key), Some(&unknown.values));
        (!conditions.is_empty()).then_some(Dimension { key, written: unknown.key, possible, conditions, cells })
    };
    unknown.iter().filter_map(dimension).collect()
}

/// The cells of these values, for conditions that are not free.
pub fn of(values: &UnknownValues, conditions: &[&Condition]) -> Vec<Cell> {
    match values {
        UnknownValues::TimeFrom(first) => periods(*first, conditions),
        UnknownValues::Address => merged(addresses(conditions), conditions),
        UnknownValues::OneOf(values) => merged(values.clone(), conditions),
        UnknownValues::Text => merged(texts(conditions), conditions),
    }
}

fn matches(value: Option<&str>, conditions: &[&Condition]) -> Vec<bool> {
    conditions.iter().map(|condition| value.is_some_and(|value| condition.finds(value))).collect()
}

/// Only neighbouring seconds are one cell, so that a cell is a period.
fn periods(first: Timestamp, conditions: &[&Condition]) -> Vec<Cell> {
    let mut cells: Vec<Cell> = Vec::new();
    for second in instants(first, conditions) {
        let value = Timestamp(second.saturating_mul(1000)).rfc3339_seconds();
        let matches = matches(Some(&value), conditions);
        if cells.last().is_none_or(|last| last.matches != matches) {
            cells.push(Cell { values: vec![Some(value)], from: Some(second), matches });
        }
    }
    cells
}

fn merged(values: Vec<Option<String>>, conditions: &[&Condition]) -> Vec<Cell> {
    let mut cells: Vec<Cell> = Vec::new();
    for value in values {
        let matches = matches(value.as_deref(), conditions);
        match cells.iter_mut().find(|cell| cell.matches == matches) {
            Some(cell) => cell.values.push(value),
            None => cells.push(Cell { values: vec![value], from: None, matches }),
        }
    }
    cells
}

/// Seconds at which a condition can become true or false, in order, beginning with the first possible one.
fn instants(first: Timestamp, conditions: &[&Condition]) -> BTreeSet<i64> {
    let first = first.unix_seconds();
    let dates = conditions.iter().flat_map(|condition| condition.values().filter_map(value::date));
    let seconds = dates.flat_map(|date| [date.as_second(), date.as_second().saturating_add(1)]);
    let last = jiff::Timestamp::MAX.as_second();
    seconds.chain([first]).filter(|second| (first..=last).contains(second)).collect()
}

/// The first address of each range that a condition distinguishes, and none.
fn addresses(conditions: &[&Condition]) -> Vec<Option<String>> {
    let (lowest4, lowest6) = (Ipv4Addr::UNSPECIFIED.into(), Ipv6Addr::UNSPECIFIED.into());
    let mut found: BTreeSet<IpAddr> = [lowest4, lowest6, Ipv6Addr::from_bits(AFTER_MAPPED).into()].into();
    for block in conditions.iter().flat_map(|condition| condition.values().filter_map(value::block)) {
        found.insert(block.network());
        found.extend(next(block.broadcast()));
    }
    let texts = found.into_iter().map(|address| Some(address.to_canonical().to_string()));
    texts.chain([None]).collect()
}

fn next(address: IpAddr) -> Option<IpAddr> {
    match address {
        IpAddr::V4(ip) => ip.to_bits().checked_add(1).map(|bits| Ipv4Addr::from_bits(bits).into()),
        IpAddr::V6(ip) => ip.to_bits().checked_add(1).map(|bits| Ipv6Addr::from_bits(bits).into()),
    }
}

/// The texts that conditions name, one that none of them names, and none.
fn texts(conditions: &[&Condition]) -> Vec<Option<String>> {
    let named: BTreeSet<_> = conditions.iter().flat_map(|condition| condition.values()).collect();
    let other = named.iter().map(|text| text.len()).max().unwrap_or_default() + 1;
    named.iter().map(|text| Some((*text).to_owned())).chain([Some("x".repeat(other)), None]).collect()
}
