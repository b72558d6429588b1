//! Between the core's types and columns. Numbers keep their bits: SQL has signed integers only.

use crate::{entity::Opaque, error::corrupt};
use strongroom_core::{ports::StoreError, rows::Ciphertext};

pub(crate) fn int(n: u64) -> i64 {
    n.cast_signed()
}

pub(crate) fn nat(n: i64) -> u64 {
    n.cast_unsigned()
}

/// Lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Bytes of a fixed length.
pub(crate) fn array<const N: usize>(bytes: &[u8], what: &'static str) -> Result<[u8; N], StoreError> {
    bytes.try_into().map_err(|_| corrupt(what))
}

/// A checked type from its text.
pub(crate) fn text<T, E>(made: Result<T, E>, what: &'static str) -> Result<T, StoreError> {
    made.map_err(|_| corrupt(what))
}

pub(crate) fn ciphertext(column: Opaque) -> Ciphertext {
    Ciphertext(column.0)
}

pub(crate) fn json<T: serde::Serialize>(value: &T) -> String {
    // Maps with text keys and enums of text: serialisation cannot fail, and an empty text would not read back as either.
    serde_json::to_string(value).unwrap_or_default()
}

pub(crate) fn from_json<T: serde::de::DeserializeOwned>(text: &str, what: &'static str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|_| corrupt(what))
}
