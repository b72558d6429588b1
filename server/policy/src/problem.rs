//! What is wrong with a document, and where.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A place in a text. Both count from 1; columns count characters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Position {
    /// Line.
    pub line: u32,
    /// Column.
    pub column: u32,
}

/// A rule that makes a document valid. The names are those of the product's sheet of the language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Rule {
    /// JSON; an object with `Version` and `Statement` and nothing else.
    V1,
    /// `Version` is the string 1.
    V2,
    /// `Statement` is a list and not empty.
    V3,
    /// `Effect` is exactly Allow or Deny.
    V4,
    /// Exactly one of `Action` and `NotAction`, its entries well formed.
    V5,
    /// Exactly one of `Resource` and `NotResource`, its entries well formed.
    V6,
    /// `Principal` where it belongs and only there; no unknown element.
    V7,
    /// Secret and key policies: `Resource` is `*`, every action begins with `kms:`.
    V8,
    /// Only the operators of the language.
    V9,
    /// Condition values are strings of the operator's type.
    V10,
    /// The size limit of the kind of document.
    V11,
    /// No name twice in one object.
    V12,
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

/// One thing wrong with a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The rule it breaks.
    pub rule: Rule,
    /// Where.
    pub position: Position,
    /// The element, such as `Statement[1].Action[0]`; empty for the whole document. A single string counts as entry 0.
    pub path: String,
    /// A sentence for people.
    pub sentence: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}: {} ({})", self.position.line, self.position.column, self.sentence, self.rule)
    }
}
