//! The versions of a secret and their labels.

pub(super) mod calls;
mod dto;
mod move_label;
mod page;
pub(super) mod recent;
pub(super) mod restore;

pub use page::VersionsPage;
