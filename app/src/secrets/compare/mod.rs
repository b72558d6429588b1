//! Two versions side by side.

pub(super) mod calls;
mod chooser;
mod diff_table;
pub(super) mod dto;
mod page;
mod pair_sight;
mod query;

pub use page::ComparePage;
