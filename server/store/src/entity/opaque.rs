//! Column types whose Debug shows nothing of their content: models derive Debug, and models get logged.

use sea_orm::DeriveValueType;
use std::fmt;

/// Encrypted or derived bytes.
#[derive(Clone, PartialEq, Eq, DeriveValueType)]
pub struct Opaque(pub Vec<u8>);

impl fmt::Debug for Opaque {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes", self.0.len())
    }
}

/// Text that is never shown, such as a password's hash.
#[derive(Clone, PartialEq, Eq, DeriveValueType)]
pub struct Hidden(pub String);

impl fmt::Debug for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("hidden")
    }
}
