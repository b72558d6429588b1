//! Two versions side by side.

pub(super) mod calls;
mod chooser;
mod diff_table;
pub(super) mod dto;
mod first_difference;
mod page;
mod query;
mod revealed_pair;
mod shown_pair;
mod visible_text;

pub use page::ComparePage;
