//! Changes of something that a caller has seen before.

use crate::CoreError;

/// A caller saw revision `expected`; the row may have changed since.
pub(crate) fn check_revision(expected: Option<u64>, is: u64) -> Result<(), CoreError> {
    if expected.is_none_or(|e| e == is) { Ok(()) } else { Err(CoreError::Conflict) }
}
