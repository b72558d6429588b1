//! What is searched for: the address of the page is the query, and each link is the query changed in one place.

use super::range::Range;
use crate::paths::escape;
use leptos_router::params::ParamsMap;
use serde::{Deserialize, Serialize};
use strongroom_domain::{EventField, EventFilter};

/// The fields that can be searched, with their words in the address and for people.
pub const FIELDS: [(EventField, &str, &str); 7] = [
    (EventField::Actor, "actor", "Who"),
    (EventField::Action, "action", "Action"),
    (EventField::Resource, "secret", "Secret, key or user"),
    (EventField::Result, "result", "Result"),
    (EventField::Surface, "surface", "Surface"),
    (EventField::AccessKey, "key", "AccessKey"),
    (EventField::Address, "address", "Address"),
];

/// The word of a field in the address.
pub fn field_word(field: EventField) -> &'static str {
    FIELDS.into_iter().find(|(f, ..)| *f == field).map_or("", |(_, word, _)| word)
}

/// The most filter values an address is read for: fewer than the core takes, because pages add some of their own.
const TERMS: usize = 40;
/// The longest filter value: longer than any name.
pub const TERM_CHARS: usize = 256;

/// A search of the trail.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditQuery {
    /// Time until now, unless `between` says otherwise.
    pub range: Range,
    /// First moment and first moment after, as written in the address; either may be empty.
    pub between: Option<(String, String)>,
    /// Fields and access.
    pub filter: EventFilter,
    /// Which page: the core's word for where older or newer events than some begin.
    pub cursor: Option<String>,
}

impl AuditQuery {
    /// Reads an address. What it does not know is ignored; `field` and `value` come from the form that adds a filter.
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
        let sound = !value.is_empty() && value.chars().count() <= TERM_CHARS && self.filter.terms.len() < TERMS;
        if sound && !self.filter.terms.contains(&term) {
            self.filter.terms.push(term);
        }
    }

    /// The same with one more value, from its newest page.
    #[must_use]
    pub fn with(&self, field: EventField, value: &str) -> Self {
        let mut query = Self { cursor: None, ..self.clone() };
        query.add(field, value);
        query
    }

    /// The same with this value as the only one of its field.
    #[must_use]
    pub fn only(&self, field: EventField, value: &str) -> Self {
        let mut query = Self { cursor: None, ..self.clone() };
        query.filter.terms.retain(|(f, _)| *f != field);
        query.add(field, value);
        query
    }

    /// The same without a value.
    #[must_use]
    pub fn without(&self, field: EventField, value: &str) -> Self {
        let mut query = Self { cursor: None, ..self.clone() };
        query.filter.terms.retain(|(f, v)| *f != field || v != value);
        query
    }

    /// The same with another access: changes, reads, or both.
    #[must_use]
    pub fn with_write(&self, write: Option<bool>) -> Self {
        let filter = EventFilter { write, ..self.filter.clone() };
        Self { filter, cursor: None, ..self.clone() }
    }

    /// The same over another range until now.
    #[must_use]
    pub fn with_range(&self, range: Range) -> Self {
        Self { range, between: None, cursor: None, ..self.clone() }
    }

    /// The same between two moments.
    #[must_use]
    pub fn with_between(&self, from: &str, to: &str) -> Self {
        Self { between: Some((from.to_owned(), to.to_owned())), cursor: None, ..self.clone() }
    }

    /// The same, a page of older, newer or the newest events.
    #[must_use]
    pub fn with_cursor(&self, cursor: Option<String>) -> Self {
        Self { cursor, ..self.clone() }
    }

    /// The same without any filter, over the same time.
    #[must_use]
    pub fn unfiltered(&self) -> Self {
        Self { filter: EventFilter::default(), cursor: None, ..self.clone() }
    }

    /// Keys and values of the address, in a fixed order, without the cursor.
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
    fn an_address_is_a_search_and_back() {
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
    fn nonsense_is_ignored() {
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
    fn the_form_adds_a_filter() {
        let query = read(&[("actor", "ci"), ("field", "result"), ("value", "Denied")]);
        assert_eq!(query.address("/audit"), "/audit?actor=ci&result=Denied");
    }

    #[test]
    fn each_change_begins_at_the_newest_page() {
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
