//! The condition operators, in five families.

use serde::{Deserialize, Serialize};
use std::cmp::Ordering;

/// How two ordered values must compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Compare {
    /// Equal.
    Equals,
    /// The request's value is smaller.
    LessThan,
    /// Smaller or equal.
    LessThanEquals,
    /// The request's value is greater.
    GreaterThan,
    /// Greater or equal.
    GreaterThanEquals,
}

impl Compare {
    /// Whether the order of the request's value to the policy's value is accepted.
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
    /// Texts, case-sensitive, without wildcards.
    String,
    /// Texts, case-insensitive.
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

            /// Its name, case-sensitive.
            pub fn name(self) -> &'static str {
                match self { $(Self::$name => stringify!($name),)* }
            }

            /// What it compares.
            pub fn test(self) -> Test {
                match self { $(Self::$name => $test,)* }
            }

            /// Whether it is true if no value matches, instead of if one does.
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
    /// The operator with exactly this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|operator| operator.name() == name)
    }
}
