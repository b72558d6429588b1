//! Targets: systems whose credentials rotate.

mod calls;
mod check;
mod dto;
mod edit;
mod fields;
mod list;
mod new;
mod target;
mod used_by;
mod words;

pub use edit::EditTargetPage;
pub use list::TargetsPage;
pub use new::NewTargetPage;
pub use target::TargetPage;
