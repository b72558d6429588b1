//! Targets: systems whose credentials rotate.

mod calls;
mod check;
mod dto;
mod edit;
mod fields;
mod list;
mod manager_fields;
mod new;
mod private_key;
mod target;
mod used_by;
pub(crate) mod words;

pub(crate) use calls::TestTarget;
#[cfg(feature = "ssr")]
pub(crate) use calls::list_targets;
pub(crate) use check::test_result;
pub(crate) use dto::{CurrentCredential, TargetLine, address};
pub use edit::EditTargetPage;
pub use list::TargetsPage;
pub use new::NewTargetPage;
pub(crate) use private_key::PrivateKeyField;
pub use target::TargetPage;
