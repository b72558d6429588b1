//! The search: the page's address holds the query, and each link changes one part of it.

use super::range::Range;
use crate::paths::escape;
use leptos_router::params::ParamsMap;
use serde::{Deserialize, Serialize};
use strongroom_domain::{EventField, EventFilter};

/// The searchable fields, each with its query parameter and its label.
pub const FIELDS: [(EventField, &str, &str); 7] = [
    (EventField::Actor, "actor", "Who"),
    (EventField::Action, "action", "Action"),
    (EventField::Resource, "secret", "Secret, key or user"),
    (EventField::Result, "result", "Result"),
    (EventField::Surface, "surface", "Surface"),
    (EventField::AccessKey, "key", "AccessKey"),
    (EventField::Address, "address", "Address"),
];

/// The query parameter of a field.
pub fn field_word(field: EventField) -> &'static str {
    FIELDS.into_iter().find(|(f, ..)| *f == field).map_or("", |(_, word, _)| word)
}

/// Filter values read from an address: fewer than the core accepts, because pages add some.
const TERMS: usize = 40;
/// Longest filter value, in characters: longer than any name.
pub const TERM_CHARS: usize = 256;

/// A search of the trail.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditQuery {
    /// Period that ends now; ignored if `between` is set.
    pub range: Range,
    /// Start and exclusive end, as written in the address; either may be empty.
    pub between: Option<(String, String)>,
    /// Field values and mode.
    pub filter: EventFilter,
    /// Cursor of the page; `None` for the newest events.
    pub cursor: Option<String>,
}

impl AuditQuery {
    /// Reads an address and ignores unknown parameters. `field` and `value` come from the form that adds a filter.
    pub fn from_params(params: &ParamsMap) -> Self {
        let one = |key: &str| params.get(key).map(|v| v.trim().to_owned()).filter(|v| !v.is_empty());
        let (from, to) = (one("from"), one("to"));
        let between = (from.is_some() || to.is_some()).then(|| (from.unwrap_or_default(), to.unwrap_or_default()));
        let mut query = Self {
            range: one("range").map(|word| Range::from_word(&word)).unwrap_or_default(),
            between,
            filter: EventFilter { terms: Vec::new(), write: one("write").and_then(|word| word.parse().ok()) },
            cursor: one("cursor"),
        };
        for (field, word, _) in FIELDS {
            for value in params.get_all(word).unwrap_or_default() {
                query.add(field, value.trim());
            }
        }
        let added = one("field").and_then(|word| FIELDS.into_iter().find(|(_, w, _)| *w == word));
        if let (Some((field, ..)), Some(value)) = (added, one("value")) {
            query.add(field, &value);
        }
        query
    }

    fn add(&mut self, field: EventField, value: &str) {
        let term = (field, value.to_owned());
        let valid = !value.is_empty() && value.chars().count() <= TERM_CHARS && self.filter.terms.len() < TERMS;
        if valid && !self.filter.terms.contains(&term) {
            self.filter.terms.push(term);
        }
    }

    /// This query with one more value, starting at the newest page.
    #[must_use]
    pub fn with(&self, field: EventField, value: &str) -> Self {
        let mut query = Self { cursor: None, ..self.clone() };
        query.add(field, value);
        query
    }

    /// This query with `value` as the only value of its field.
    #[must_use]
    pub fn only(&self, field: EventField, value: &str) -> Self {
        let mut query = Self { cursor: None, ..self.clone() };
        query.filter.terms.retain(|(f, _)| *f != field);
        query.add(field, value);
        query
    }

    /// This query without a value.
    #[must_use]
    pub fn without(&self, field: EventField, value: &str) -> Self {
        let mut query = Self { cursor: None, ..self.clone() };
        query.filter.terms.retain(|(f, v)| *f != field || v != value);
        query
    }

    /// This query with another mode: writes, reads, or both (`None`).
    #[must_use]
    pub fn with_write(&self, write: Option<bool>) -> Self {
        let filter = EventFilter { write, ..self.filter.clone() };
        Self { filter, cursor: None, ..self.clone() }
    }

    /// This query over another range that ends now.
    #[must_use]
    pub fn with_range(&self, range: Range) -> Self {
        Self { range, between: None, cursor: None, ..self.clone() }
    }

    /// This query between two times.
    #[must_use]
    pub fn with_between(&self, from: &str, to: &str) -> Self {
        Self { between: Some((from.to_owned(), to.to_owned())), cursor: None, ..self.clone() }
    }

    /// This query at another page; `None` for the newest events.
    #[must_use]
    pub fn with_cursor(&self, cursor: Option<String>) -> Self {
        Self { cursor, ..self.clone() }
    }

    /// This query over the same period without filters.
    #[must_use]
    pub fn unfiltered(&self) -> Self {
        Self { filter: EventFilter::default(), cursor: None, ..self.clone() }
    }

    /// Query parameters in a fixed order, without the cursor.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = Vec::new();
        match &self.between {
            Some((from, to)) => {
                pairs.extend([("from", from.clone()), ("to", to.clone())].into_iter().filter(|(_, v)| !v.is_empty()))
            }
            None if self.range == Range::default() => {}
            None => pairs.push(("range", self.range.word().to_owned())),
        }
        pairs.extend(self.filter.terms.iter().map(|(field, value)| (field_word(*field), value.clone())));
        pairs.extend(self.filter.write.map(|write| ("write", write.to_string())));
        pairs
    }

    /// The address of this search on the page at `base`.
    pub fn address(&self, base: &str) -> String {
        let cursor = self.cursor.clone().map(|cursor| ("cursor", cursor));
        let pairs: Vec<_> =
            self.pairs().into_iter().chain(cursor).map(|(key, value)| format!("{key}={}", escape(&value))).collect();
        if pairs.is_empty() { base.to_owned() } else { format!("{base}?{}", pairs.join("&")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&'static str, &str)]) -> AuditQuery {
        let mut params = ParamsMap::new();
        for (key, value) in pairs {
            params.insert(*key, (*value).to_owned());
        }
        AuditQuery::from_params(&params)
    }

    #[test]
    fn query_round_trips_through_the_address() {
        let query = read(&[
            ("range", "7d"),
            ("actor", "ci"),
            ("actor", "m&m"),
            ("secret", "a/b"),
            ("write", "true"),
            ("cursor", "x="),
        ]);
        assert_eq!(query.address("/audit"), "/audit?range=7d&actor=ci&actor=m%26m&secret=a%2Fb&write=true&cursor=x%3D");
        assert_eq!(
            read(&[("from", "2026-11-22T14:00:00Z"), ("range", "1h")]).address("/audit"),
            "/audit?from=2026-11-22T14%3A00%3A00Z"
        );
        assert_eq!(read(&[]).address("/audit"), "/audit");
    }

    #[test]
    fn invalid_parameters_are_ignored() {
        let long = "x".repeat(TERM_CHARS + 1);
        let query = read(&[
            ("range", "9y"),
            ("write", "maybe"),
            ("actor", " "),
            ("secret", &long),
            ("field", "nope"),
            ("value", "x"),
            ("zzz", "1"),
        ]);
        assert_eq!(query, AuditQuery::default());
        let many: Vec<String> = (0..100).map(|n| n.to_string()).collect();
        let many: Vec<_> = many.iter().map(|n| ("actor", n.as_str())).collect();
        assert_eq!(read(&many).filter.terms.len(), TERMS);
    }

    #[test]
    fn form_parameters_add_a_filter() {
        let query = read(&[("actor", "ci"), ("field", "result"), ("value", "Denied")]);
        assert_eq!(query.address("/audit"), "/audit?actor=ci&result=Denied");
    }

    #[test]
    fn changed_query_starts_at_the_newest_page() {
        let query = read(&[("actor", "a"), ("actor", "b"), ("cursor", "c")]);
        assert_eq!(query.with(EventField::Result, "ok").address(""), "?actor=a&actor=b&result=ok");
        assert_eq!(query.only(EventField::Actor, "z").address(""), "?actor=z");
        assert_eq!(query.without(EventField::Actor, "a").address(""), "?actor=b");
        assert_eq!(query.with_write(Some(false)).address(""), "?actor=a&actor=b&write=false");
        assert_eq!(query.with_range(Range::Hour).address(""), "?range=1h&actor=a&actor=b");
        assert_eq!(query.unfiltered().address(""), "");
        assert_eq!(query.with_cursor(Some("d".to_owned())).address(""), "?actor=a&actor=b&cursor=d");
    }
}
