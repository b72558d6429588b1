//! The condition operators: five families, nothing else.

use serde::{Deserialize, Serialize};
use std::cmp::Ordering;

/// How two ordered values must stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Compare {
    /// The same.
    Equals,
    /// The request's value is smaller.
    LessThan,
    /// Smaller or the same.
    LessThanEquals,
    /// The request's value is greater.
    GreaterThan,
    /// Greater or the same.
    GreaterThanEquals,
}

impl Compare {
    /// Whether the request's value, standing so to the policy's, passes.
    pub fn accepts(self, seen_to_wanted: Ordering) -> bool {
        match self {
            Self::Equals => seen_to_wanted.is_eq(),
            Self::LessThan => seen_to_wanted.is_lt(),
            Self::LessThanEquals => seen_to_wanted.is_le(),
            Self::GreaterThan => seen_to_wanted.is_gt(),
            Self::GreaterThanEquals => seen_to_wanted.is_ge(),
        }
    }
}

/// What an operator compares, without its negation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Test {
    /// Texts, letter case counts, nothing is a wildcard.
    String,
    /// Texts, letter case ignored.
    StringIgnoreCase,
    /// A text against a pattern with `*` and `?`.
    Like,
    /// Decimal numbers.
    Numeric(Compare),
    /// Instants.
    Date(Compare),
    /// Truth values.
    Bool,
    /// An address against an address or block.
    Ip,
}

macro_rules! operators {
    ($($name:ident = $test:expr, $negated:literal;)*) => {
        /// An operator of a condition block.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[allow(missing_docs, reason = "the names are the language's own")]
        pub enum Operator { $($name,)* }

        impl Operator {
            /// Every operator.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// Its name; letter case counts.
            pub fn name(self) -> &'static str {
                match self { $(Self::$name => stringify!($name),)* }
            }

            /// What it compares.
            pub fn test(self) -> Test {
                match self { $(Self::$name => $test,)* }
            }

            /// Whether it holds when no value matches, instead of when one does.
            pub fn negated(self) -> bool {
                match self { $(Self::$name => $negated,)* }
            }
        }
    };
}

operators! {
    StringEquals = Test::String, false;
    StringNotEquals = Test::String, true;
    StringEqualsIgnoreCase = Test::StringIgnoreCase, false;
    StringNotEqualsIgnoreCase = Test::StringIgnoreCase, true;
    StringLike = Test::Like, false;
    StringNotLike = Test::Like, true;
    NumericEquals = Test::Numeric(Compare::Equals), false;
    NumericNotEquals = Test::Numeric(Compare::Equals), true;
    NumericLessThan = Test::Numeric(Compare::LessThan), false;
    NumericLessThanEquals = Test::Numeric(Compare::LessThanEquals), false;
    NumericGreaterThan = Test::Numeric(Compare::GreaterThan), false;
    NumericGreaterThanEquals = Test::Numeric(Compare::GreaterThanEquals), false;
    DateEquals = Test::Date(Compare::Equals), false;
    DateNotEquals = Test::Date(Compare::Equals), true;
    DateLessThan = Test::Date(Compare::LessThan), false;
    DateLessThanEquals = Test::Date(Compare::LessThanEquals), false;
    DateGreaterThan = Test::Date(Compare::GreaterThan), false;
    DateGreaterThanEquals = Test::Date(Compare::GreaterThanEquals), false;
    Bool = Test::Bool, false;
    IpAddress = Test::Ip, false;
    NotIpAddress = Test::Ip, true;
}

impl Operator {
    /// The operator of exactly this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|operator| operator.name() == name)
    }
}
