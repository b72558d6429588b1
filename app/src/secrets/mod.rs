//! Secrets: the list, and the pages about one.
//!
//! Each folder holds one or two pages with their server functions. The files beside the folders are shared.

mod access;
mod calls;
mod compare;
mod consequences;
mod dto;
mod edit;
mod frame;
#[cfg(feature = "ssr")]
mod from_core;
mod leak;
mod list;
#[cfg(feature = "ssr")]
mod lookup;
mod managed;
mod new_kind;
mod overview;
mod problems;
mod put;
mod rotation;
#[cfg(feature = "ssr")]
mod typed;
mod value;
mod versions;

pub use access::AccessPage;
pub use compare::ComparePage;
pub use edit::{EditPage, NewPage};
pub use leak::LeakedPage;
pub use list::{ListPage, palette_search};
pub use managed::{ChangePlanPage, NewManagedPage};
pub use overview::{AuditTab, ConnectPage, OverviewPage};
pub use rotation::RotationPage;
pub use versions::VersionsPage;
