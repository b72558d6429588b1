//! Secrets: the list, and the pages about one.
//!
//! Each room below is a page or two with their server functions. What stands beside the rooms is what they share.

mod access;
mod calls;
mod compare;
mod dto;
mod edit;
mod frame;
#[cfg(feature = "ssr")]
mod from_core;
mod list;
#[cfg(feature = "ssr")]
mod lookup;
mod overview;
mod problems;
mod put;
#[cfg(feature = "ssr")]
mod typed;
mod value;
mod versions;

pub use access::AccessPage;
pub use compare::ComparePage;
pub use edit::{EditPage, NewPage};
pub use list::{ListPage, palette_search};
pub use overview::{AuditTab, ConnectPage, OverviewPage};
pub use versions::VersionsPage;
