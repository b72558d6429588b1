//! Two versions side by side.

pub(super) mod calls;
mod chooser;
mod diff_table;
pub(super) mod dto;
mod page;
mod query;
mod revealed_pair;

pub use page::ComparePage;
