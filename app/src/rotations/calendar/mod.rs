//! Rotations day by day: months and weeks, and the list of one day. All times are in UTC.

mod calls;
#[cfg(feature = "ssr")]
mod civil;
mod day;
mod dto;
mod entry;
mod grid;
mod keys;
mod page;
mod query;

pub use page::CalendarPage;
