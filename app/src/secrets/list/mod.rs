//! The list of secrets, its filters, and changing many at once.

mod bulk;
mod calls;
mod dto;
mod filters;
mod page;
mod query;
mod rotation;
mod search;
mod table;

pub use page::ListPage;
pub use search::palette_search;
