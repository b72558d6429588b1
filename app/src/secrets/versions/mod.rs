//! The versions of a secret and their labels.

mod actions;
pub(super) mod calls;
mod dto;
mod menu;
mod move_label;
mod page;
pub(super) mod recent;
pub(super) mod restore;
pub(super) mod revoke;

pub use page::VersionsPage;
