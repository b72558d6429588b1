//! Pages of lists.

use strongroom_domain::{Field, FieldError, Problem, Unit};

/// A page of a list has 1 to `most` entries.
pub(crate) fn check_page(entries: u32, most: u32) -> Result<(), FieldError> {
    if (1..=most).contains(&entries) {
        return Ok(());
    }
    Err(FieldError::new(Field::PageSize, Problem::Range { min: 1, max: most, unit: Unit::Entries }))
}
