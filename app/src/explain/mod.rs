//! Explains why a principal is allowed or denied an action, and what would change that.

mod calls;
mod dto;
mod page;
#[cfg(feature = "ssr")]
mod question;
mod reasons;
mod trace;

pub use page::ExplainPage;
