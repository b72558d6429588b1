//! Rotations, those that have ended too.

mod actions;
mod calls;
mod dto;
mod facts;
mod list;
mod page;
mod query;
mod steps;
mod watch;
pub mod words;

#[cfg(feature = "ssr")]
pub use calls::{line, look_in_ms, page_of};
pub use dto::RotationLine;
pub use list::RotationsPage;
pub use page::RotationPage;
pub use watch::look_again;
