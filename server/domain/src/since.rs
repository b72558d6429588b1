//! What applies since a date: an attached policy, a membership.

use crate::Timestamp;
use serde::{Deserialize, Serialize};

/// Something, and since when it has been so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Since<T> {
    /// What.
    pub what: T,
    /// Since when.
    pub since: Timestamp,
}

impl<T> Since<T> {
    /// Something that applies from `since` on.
    pub fn new(what: T, since: Timestamp) -> Self {
        Self { what, since }
    }
}
