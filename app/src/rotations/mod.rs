//! Rotations, those that have ended too.

mod actions;
mod calendar;
mod calls;
mod dto;
mod facts;
mod list;
mod log;
mod page;
mod query;
mod steps;
pub mod words;

pub use calendar::CalendarPage;
pub use calls::GoOn;
#[cfg(feature = "ssr")]
pub use calls::{line, look_in_ms, page_of};
pub use dto::RotationLine;
pub use list::RotationsPage;
pub use page::RotationPage;
