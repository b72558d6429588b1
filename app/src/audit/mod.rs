//! The audit trail: search, proof, export.

mod calls;
mod chart;
mod dto;
#[cfg(feature = "ssr")]
mod export;
mod export_menu;
mod facets;
mod filters;
mod fold;
mod page;
mod place;
mod proof;
mod query;
mod range;
mod results;
mod table;

pub use page::{AuditPage, SecretAuditPanel};

#[cfg(feature = "ssr")]
pub(crate) use calls::{ExportEvents, SearchEvents, row};
pub(crate) use dto::{EventRow, result_words};
