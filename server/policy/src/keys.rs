//! The condition keys that requests have, and the operators that can match their values.

use crate::{
    condition::canonical,
    operator::{Operator, Test},
    partial::UnknownValues,
};
use strongroom_domain::{Timestamp, limits};

/// The type of a key's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyType {
    /// A client address.
    Address,
    /// A time.
    Time,
    /// `true` or `false`.
    Truth,
    /// A number of days.
    Days,
    /// A text.
    Text,
    /// A tag's value, which can be a text or a number.
    Tag,
}

/// The keys, with an empty tag key for those of tags.
const KEYS: [(&str, KeyType); 8] = [
    ("acs:SourceIp", KeyType::Address),
    ("acs:CurrentTime", KeyType::Time),
    ("acs:SecureTransport", KeyType::Truth),
    ("acs:MFAPresent", KeyType::Truth),
    ("acs:PrincipalARN", KeyType::Text),
    ("kms:tag/", KeyType::Tag),
    ("kms:RecoveryWindowInDays", KeyType::Days),
    ("sts:ExternalId", KeyType::Text),
];

/// Every condition key of requests. Those of tags end in a slash and take the tag's key.
pub fn condition_keys() -> impl Iterator<Item = &'static str> {
    KEYS.iter().map(|(key, _)| *key)
}

/// The type of a key in any spelling; `None` if no request has it.
pub fn key_type(key: &str) -> Option<KeyType> {
    let key = canonical(key);
    let is = |known: &str| match known.strip_suffix('/') {
        Some(_) => key.strip_prefix(known).is_some_and(|tag| !tag.is_empty()),
        None => key == canonical(known),
    };
    KEYS.iter().find(|(known, _)| is(known)).map(|(_, kind)| *kind)
}

impl KeyType {
    /// Whether an operator compares values of this type.
    pub fn fits(self, operator: Operator) -> bool {
        match operator.test() {
            Test::Ip => self == Self::Address,
            Test::Date(_) => self == Self::Time,
            Test::Bool => self == Self::Truth,
            Test::Numeric(_) => matches!(self, Self::Days | Self::Tag),
            Test::String | Test::StringIgnoreCase | Test::Like => matches!(self, Self::Text | Self::Tag),
        }
    }

    /// An example of a value in a policy.
    pub fn example(self) -> &'static str {
        match self {
            Self::Address => "10.0.0.0/8",
            Self::Time => "2027-01-01T00:00:00Z",
            Self::Truth => "true",
            Self::Days => "14",
            Self::Text | Self::Tag => "",
        }
    }

    /// The values that requests can have.
    pub(crate) fn values(self) -> UnknownValues {
        let one_of = |values: Vec<String>| UnknownValues::OneOf(values.into_iter().map(Some).collect());
        match self {
            Self::Address => UnknownValues::Address,
            Self::Time => UnknownValues::TimeFrom(Timestamp(0)),
            Self::Truth => one_of(vec!["true".to_owned(), "false".to_owned()]),
            Self::Days => {
                let window = limits::RECOVERY_DAYS_MIN..=limits::RECOVERY_DAYS_MAX;
                one_of([0].into_iter().chain(window).map(|days| days.to_string()).collect())
            }
            Self::Text | Self::Tag => UnknownValues::Text,
        }
    }
}

/// The operators that can match values of a key; all if no request is known to have it.
pub fn fitting_operators(key: &str) -> Vec<Operator> {
    let kind = key_type(key);
    Operator::ALL.iter().copied().filter(|operator| kind.is_none_or(|kind| kind.fits(*operator))).collect()
}
