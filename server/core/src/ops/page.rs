//! Pages of lists.

use crate::ports::Holders;
use strongroom_domain::{Field, FieldError, Problem, Unit, check_searched};

/// A page of a list has 1 to `most` entries.
pub(crate) fn check_page(entries: u32, most: u32) -> Result<(), FieldError> {
    if (1..=most).contains(&entries) {
        return Ok(());
    }
    Err(FieldError::new(Field::PageSize, Problem::Range { min: 1, max: most, unit: Unit::Entries }))
}

/// Which users, groups or roles a list is about: all, or those that have this text in their name or description.
pub(crate) fn matching(text: &str) -> Result<Holders, FieldError> {
    check_searched(Field::Search, text)?;
    Ok(match text.trim() {
        "" => Holders::All,
        text => Holders::Like(text.to_owned()),
    })
}

/// A page of at most `limit` from one row more, which says whether more follow.
pub(crate) fn cut<T>(mut rows: Vec<T>, limit: u32) -> (Vec<T>, bool) {
    let more = rows.len() > limit as usize;
    rows.truncate(limit as usize);
    (rows, more)
}
