//! Which policy: what users and groups carry.

use crate::{Field, FieldError, Form, PolicyName, Problem};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// Whose a policy is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum PolicyType {
    /// Comes with the product and never changes.
    System,
    /// Made in this installation.
    Custom,
}

impl PolicyType {
    /// The vendor's word.
    pub fn word(self) -> &'static str {
        match self {
            Self::System => "System",
            Self::Custom => "Custom",
        }
    }
}

impl FromStr for PolicyType {
    type Err = FieldError;
    fn from_str(word: &str) -> Result<Self, FieldError> {
        [Self::System, Self::Custom]
            .into_iter()
            .find(|kind| kind.word() == word)
            .ok_or_else(|| FieldError::new(Field::PolicyType, Problem::Malformed(Form::PolicyType)))
    }
}

/// A policy by type and name: a system and a custom policy may share a name.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PolicyRef {
    /// Whose it is.
    pub kind: PolicyType,
    /// Its name.
    pub name: PolicyName,
}

impl fmt::Display for PolicyRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.kind.word(), self.name)
    }
}
