//! Conditions: one operator on one key, and the request's values that they test.

use crate::{
    operator::{Operator, Test},
    pattern::like,
    value::{Decimal, address, block, date, truth},
};
use ipnet::IpNet;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The request's condition keys with their values.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConditionContext(BTreeMap<String, String>);

impl ConditionContext {
    /// Sets a key. Letter case does not matter, except in a tag's key after the slash.
    pub fn set(&mut self, key: &str, value: impl Into<String>) {
        self.0.insert(canonical(key), value.into());
    }

    /// The value of a key. An empty value counts as present.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.at(&canonical(key))
    }

    /// Sets a key in its canonical spelling, or one that no policy can name.
    pub(crate) fn put(&mut self, canonical: &str, value: &str) {
        self.0.insert(canonical.to_owned(), value.to_owned());
    }

    pub(crate) fn at(&self, canonical: &str) -> Option<&str> {
        self.0.get(canonical).map(String::as_str)
    }
}

impl<K: AsRef<str>, V: Into<String>> FromIterator<(K, V)> for ConditionContext {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(pairs: I) -> Self {
        let mut context = Self::default();
        pairs.into_iter().for_each(|(key, value)| context.set(key.as_ref(), value));
        context
    }
}

/// The canonical spelling of a key. `acs:ResourceTag/KEY` and `kms:tag/KEY` are equivalent.
pub(crate) fn canonical(key: &str) -> String {
    let (name, tag) = key.split_at(key.find('/').map_or(key.len(), |slash| slash + 1));
    let name = name.to_ascii_lowercase();
    let name = if name == "acs:resourcetag/" { "kms:tag/".to_owned() } else { name };
    name + tag
}

/// One operator on one key of a statement.
#[derive(Clone, Debug)]
pub struct Condition {
    operator: Operator,
    key: String,
    canonical: String,
    wanted: Vec<ConditionValue>,
}

/// A value of a condition, parsed once.
#[derive(Clone, Debug)]
struct ConditionValue {
    text: String,
    read: ParsedValue,
}

#[derive(Clone, Debug)]
enum ParsedValue {
    Text,
    Date(Timestamp),
    Bool(bool),
    Block(IpNet),
}

impl Condition {
    /// An operator on a key, without values yet.
    pub(crate) fn new(operator: Operator, key: &str) -> Self {
        Self { operator, key: key.to_owned(), canonical: canonical(key), wanted: Vec::new() }
    }

    /// A condition on texts with one value, on a key as [`ConditionContext::put`] sets it.
    pub(crate) fn on_text(operator: Operator, canonical: &str, text: &str) -> Self {
        let wanted = vec![ConditionValue { text: text.to_owned(), read: ParsedValue::Text }];
        Self { operator, key: canonical.to_owned(), canonical: canonical.to_owned(), wanted }
    }

    /// Adds a value. The error says what the value must be.
    pub(crate) fn add(&mut self, text: &str) -> Result<(), &'static str> {
        let read = match self.operator.test() {
            Test::String | Test::StringIgnoreCase | Test::Like => ParsedValue::Text,
            Test::Numeric(_) => {
                Decimal::new(text).map(|_| ParsedValue::Text).ok_or("must be a decimal number such as 14 or -0.5")?
            }
            Test::Date(_) => date(text)
                .map(ParsedValue::Date)
                .ok_or("must be a date and time with seconds and a zone, such as 2026-03-01T00:00:00+08:00")?,
            Test::Bool => truth(text).map(ParsedValue::Bool).ok_or("must be true or false")?,
            Test::Ip => {
                block(text).map(ParsedValue::Block).ok_or("must be an address or a block such as 10.8.0.0/16")?
            }
        };
        self.wanted.push(ConditionValue { text: text.to_owned(), read });
        Ok(())
    }

    /// About the bytes of memory it takes.
    pub(crate) fn bytes(&self) -> usize {
        let values = self.wanted.iter().map(|wanted| size_of::<ConditionValue>() + 16 + wanted.text.len());
        size_of::<Self>() + 32 + self.key.len() + self.canonical.len() + values.sum::<usize>()
    }

    /// The operator.
    pub fn operator(&self) -> Operator {
        self.operator
    }

    /// The key, as written.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// Whether its key is `key`, in any spelling.
    pub fn is_on(&self, key: &str) -> bool {
        self.canonical == canonical(key)
    }

    /// Whether it tests a tag of the resource.
    pub(crate) fn is_on_tag(&self) -> bool {
        self.canonical.starts_with("kms:tag/")
    }

    /// The values, as written.
    pub fn values(&self) -> impl ExactSizeIterator<Item = &str> {
        self.wanted.iter().map(|wanted| wanted.text.as_str())
    }

    /// The value of its key, from the first context that has one.
    pub(crate) fn seen<'c>(&self, contexts: [&'c ConditionContext; 2]) -> Option<&'c str> {
        contexts.into_iter().find_map(|context| context.at(&self.canonical))
    }

    /// Whether the request's value satisfies the condition. A missing key makes a positive operator false and a negated one
    /// true, and so does a value that is not of the operator's type.
    pub(crate) fn holds(&self, seen: Option<&str>) -> bool {
        seen.is_some_and(|seen| self.finds(seen)) != self.operator.negated()
    }

    /// Whether one of its values matches, whether or not the operator is negated.
    pub(crate) fn finds(&self, seen: &str) -> bool {
        let mut wanted = self.wanted.iter();
        match self.operator.test() {
            Test::String => wanted.any(|w| w.text == seen),
            Test::StringIgnoreCase => wanted.any(|w| folded(&w.text).eq(folded(seen))),
            Test::Like => wanted.any(|w| like(&w.text, seen)),
            Test::Numeric(compare) => Decimal::new(seen).is_some_and(|seen| {
                wanted.filter_map(|w| Decimal::new(&w.text)).any(|w| compare.accepts(seen.order(w)))
            }),
            Test::Date(compare) => date(seen).is_some_and(|seen| {
                wanted.any(|w| matches!(w.read, ParsedValue::Date(w) if compare.accepts(seen.cmp(&w))))
            }),
            Test::Bool => {
                truth(seen).is_some_and(|seen| wanted.any(|w| matches!(w.read, ParsedValue::Bool(w) if w == seen)))
            }
            Test::Ip => address(seen)
                .is_some_and(|seen| wanted.any(|w| matches!(w.read, ParsedValue::Block(b) if b.contains(&seen)))),
        }
    }
}

impl PartialEq for Condition {
    fn eq(&self, other: &Self) -> bool {
        (self.operator, &self.key) == (other.operator, &other.key) && self.values().eq(other.values())
    }
}

impl Eq for Condition {}

fn folded(text: &str) -> impl Iterator<Item = char> {
    text.chars().flat_map(char::to_lowercase)
}
