//! Why somebody may do something or not, and what would change it.

mod calls;
mod dto;
mod page;
mod trace;

pub use page::ExplainPage;
