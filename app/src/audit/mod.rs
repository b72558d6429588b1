//! The audit trail: search, verification, export.

mod calls;
mod chart;
mod dto;
mod event_details;
#[cfg(feature = "ssr")]
mod export;
mod export_menu;
mod facets;
mod filters;
mod integrity;
mod page;
mod query;
mod range;
mod results;
mod scope;
mod table;
mod verification;

#[cfg(feature = "ssr")]
pub(crate) use calls::{ExportEvents, SearchEvents, row};
pub(crate) use dto::EventRow;
pub use page::{AuditPage, SecretAuditPanel};
