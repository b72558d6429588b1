//! Types of values.

use serde::{Deserialize, Serialize};

/// Type of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ValueType {
    /// UTF-8 text.
    Text,
    /// Text that encodes bytes; callers encode and decode it.
    Binary,
}

impl ValueType {
    /// Stable number; bound into the ciphertext.
    pub fn code(self) -> u8 {
        match self {
            Self::Text => 1,
            Self::Binary => 2,
        }
    }

    /// The type of a number.
    pub fn from_code(code: u8) -> Option<Self> {
        [Self::Text, Self::Binary].into_iter().find(|t| t.code() == code)
    }

    /// The vendor's word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Binary => "binary",
        }
    }
}
