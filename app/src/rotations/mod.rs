//! Rotations, those that have ended too.

mod actions;
mod calls;
mod dto;
mod facts;
mod list;
mod page;
mod query;
mod steps;
mod words;

pub use list::RotationsPage;
pub use page::RotationPage;
