//! Problems of a document, with their positions.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A position in a text. Lines and columns count from 1; columns count characters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct TextPosition {
    /// Line.
    pub line: u32,
    /// Column.
    pub column: u32,
}

/// A rule that makes a document valid. `docs/ram-policy.md` states each by its name, with the vendor's page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Rule {
    /// JSON; an object with `Version` and `Statement` and nothing else.
    DocumentShape,
    /// `Version` is the string 1.
    Version,
    /// `Statement` is a list and not empty.
    Statements,
    /// `Effect` is exactly Allow or Deny.
    Effect,
    /// Exactly one of `Action` and `NotAction`, its entries well formed.
    Actions,
    /// Exactly one of `Resource` and `NotResource`, its entries well formed.
    Resources,
    /// `Principal` exactly where it is required; no unknown element.
    Elements,
    /// Secret and key policies: `Resource` is `*`, every action begins with `kms:`.
    ResourcePolicyScope,
    /// Only the operators of the language.
    Operators,
    /// Condition values are strings of the operator's type.
    ConditionValues,
    /// The size limit of the kind of document.
    DocumentSize,
    /// No duplicate names in one object.
    UniqueNames,
}

/// A problem of a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyProblem {
    /// The rule it breaks.
    pub rule: Rule,
    /// Position in the text.
    pub position: TextPosition,
    /// The element, such as `Statement[1].Action[0]`; empty for the whole document. A single string counts as entry 0.
    pub path: String,
    /// The message.
    pub sentence: String,
}

impl fmt::Display for PolicyProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}: {}", self.position.line, self.position.column, self.sentence)
    }
}
