//! What a secret is, as far as the server treats it in a special way.

use serde::{Deserialize, Serialize};

/// Kind of a secret. Each surface has words of its own for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SecretKind {
    /// Any text or bytes; the server knows nothing about their meaning.
    Generic,
}

impl SecretKind {
    /// Every kind.
    pub const ALL: [Self; 1] = [Self::Generic];

    /// Stable number, for the store.
    pub fn code(self) -> u8 {
        match self {
            Self::Generic => 1,
        }
    }

    /// The kind of a number.
    pub fn from_code(code: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}
