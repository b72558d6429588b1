//! What lists can be narrowed by and sorted with. The same types fill a URL's query, a server function and a store's query.

use crate::{Action, Field, FieldError, Problem, SecretKind, Timestamp, canonical_address};
use serde::{Deserialize, Serialize};
use std::net::IpAddr;

/// Whether a secret is live or waits for its deletion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SecretState {
    /// Can be read and changed.
    Active,
    /// In its recovery window.
    Deleting,
}

/// Order of a list of secrets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum SecretSort {
    /// By name, A first.
    #[default]
    Name,
    /// By name, Z first.
    NameDown,
    /// By the last change, newest first.
    Updated,
    /// By the last change, oldest first.
    UpdatedUp,
    /// By creation, newest first (the vendor's order).
    Created,
    /// By creation, oldest first.
    CreatedUp,
}

/// Narrows a list of secrets. Values of one field are OR-ed, fields are AND-ed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SecretFilter {
    /// Found anywhere in name, description, tag keys or tag values, without regard to case; several words must all occur.
    pub text: String,
    /// Substrings of the name.
    pub names: Vec<String>,
    /// Substrings of the description.
    pub descriptions: Vec<String>,
    /// Exact tag keys.
    pub tag_keys: Vec<String>,
    /// Exact tag values.
    pub tag_values: Vec<String>,
    /// Exact creators (user names).
    pub creators: Vec<String>,
    /// Kinds.
    pub kinds: Vec<SecretKind>,
    /// Only live ones, or only those in their recovery window; both when absent.
    pub state: Option<SecretState>,
    /// Ids of the customer master keys used (a secret's choice; empty matches all).
    pub keys: Vec<crate::CmkId>,
    /// Only those whose rotation is in this state.
    pub rotation: Option<RotationHealth>,
}

/// Whether a secret rotates as it should.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RotationHealth {
    /// It rotates by itself and is not paused.
    Automatic,
    /// Its rotation does not go on without a person.
    Failed,
    /// It was due before this moment, and no rotation has begun.
    DueBefore(Timestamp),
}

impl SecretFilter {
    /// Checks every text; one that fails matches nothing, and not every database can be asked for it.
    ///
    /// # Errors
    /// Control characters.
    pub fn check(&self) -> Result<(), FieldError> {
        check_searched(Field::Search, &self.text)?;
        let lists = [&self.names, &self.descriptions, &self.tag_keys, &self.tag_values, &self.creators];
        lists.into_iter().flatten().try_for_each(|text| check_searched(Field::Filter, text))
    }
}

/// Checks a text that is searched for: PostgreSQL takes no NUL, and nothing that can be found contains other control characters than
/// line breaks and tabs.
///
/// # Errors
/// Control characters.
pub fn check_searched(field: Field, text: &str) -> Result<(), FieldError> {
    match text.chars().any(|c| c.is_control() && !c.is_whitespace()) {
        true => Err(FieldError::new(field, Problem::DeceptiveCharacters)),
        false => Ok(()),
    }
}

/// How many match.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Total {
    /// Exactly so many.
    Exactly(u64),
    /// More than so many; counting on would take too long.
    Over(u64),
}

impl Total {
    /// How many were counted.
    pub fn counted(self) -> u64 {
        match self {
            Self::Exactly(count) | Self::Over(count) => count,
        }
    }
}

/// A span of time; from inclusive, to exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    /// First moment.
    pub from: Timestamp,
    /// First moment after.
    pub to: Timestamp,
}

/// A field of an event that can be searched exactly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum EventField {
    /// Name of the principal.
    Actor,
    /// Name of the operation.
    Action,
    /// Name of the secret, key or user it was done to.
    Resource,
    /// `ok`, or the error's code.
    Result,
    /// `console`, `api`, …
    Surface,
    /// AccessKey that signed.
    AccessKey,
    /// Client address.
    Address,
}

impl EventField {
    /// Every field.
    pub const ALL: [Self; 7] =
        [Self::Actor, Self::Action, Self::Resource, Self::Result, Self::Surface, Self::AccessKey, Self::Address];

    /// Stable number in the index.
    pub fn code(self) -> u8 {
        match self {
            Self::Actor => 1,
            Self::Action => 2,
            Self::Resource => 3,
            Self::Result => 4,
            Self::Surface => 5,
            Self::AccessKey => 6,
            Self::Address => 7,
        }
    }
}

/// Narrows the audit trail. Values of one field are OR-ed, fields are AND-ed; an empty filter matches everything.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct EventFilter {
    /// Field and value, exact.
    pub terms: Vec<(EventField, String)>,
    /// Only reads or only writes.
    pub write: Option<bool>,
}

impl EventFilter {
    /// The values to match in one field.
    pub fn values(&self, field: EventField) -> impl Iterator<Item = &str> {
        self.terms.iter().filter(move |(f, _)| *f == field).map(|(_, v)| v.as_str())
    }

    /// The same filter with addresses in their usual form, as events have them.
    ///
    /// # Errors
    /// Control characters in a value.
    pub fn checked(&self) -> Result<Self, FieldError> {
        let term = |(field, value): &(EventField, String)| {
            check_searched(Field::Filter, value)?;
            let value = match (field, value.trim().parse::<IpAddr>()) {
                (EventField::Address, Ok(address)) => canonical_address(address).to_string(),
                _ => value.clone(),
            };
            Ok((*field, value))
        };
        Ok(Self { terms: self.terms.iter().map(term).collect::<Result<_, FieldError>>()?, write: self.write })
    }

    /// Whether an action's mode matches.
    pub fn matches_mode(&self, action: Action) -> bool {
        self.write.is_none_or(|write| write == (action.mode() == crate::Mode::Write))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn control_characters_are_rejected_in_every_text_of_a_filter() {
        let one = |text: &str| vec![text.to_owned()];
        let filters = |text: &str| {
            [
                (Field::Search, SecretFilter { text: text.to_owned(), ..SecretFilter::default() }),
                (Field::Filter, SecretFilter { names: one(text), ..SecretFilter::default() }),
                (Field::Filter, SecretFilter { descriptions: one(text), ..SecretFilter::default() }),
                (Field::Filter, SecretFilter { tag_keys: one(text), ..SecretFilter::default() }),
                (Field::Filter, SecretFilter { tag_values: one(text), ..SecretFilter::default() }),
                (Field::Filter, SecretFilter { creators: one(text), ..SecretFilter::default() }),
            ]
        };
        for bad in ["\0", "a\0b", "\u{1}", "\u{7f}", "\u{9f}"] {
            for (field, filter) in filters(bad) {
                assert_eq!(filter.check(), Err(FieldError::new(field, Problem::DeceptiveCharacters)), "{bad:?}");
            }
            let events = EventFilter { terms: vec![(EventField::Actor, bad.to_owned())], write: None };
            assert_eq!(events.checked().unwrap_err().field, Field::Filter);
        }
        for good in ["", "two words", "a\tb\nc", "\u{e4}\u{4e2d}\u{1f511}"] {
            assert!(filters(good).iter().all(|(_, filter)| filter.check().is_ok()), "{good:?}");
        }
    }

    #[test]
    fn addresses_of_a_filter_take_their_usual_form() {
        let of =
            |field, value: &str| EventFilter { terms: vec![(field, value.to_owned())], write: None }.checked().unwrap();
        assert_eq!(of(EventField::Address, "::ffff:10.0.0.1").terms[0].1, "10.0.0.1");
        assert_eq!(of(EventField::Address, "2001:DB8::1").terms[0].1, "2001:db8::1");
        assert_eq!(of(EventField::Actor, "::ffff:10.0.0.1").terms[0].1, "::ffff:10.0.0.1");
    }
}
