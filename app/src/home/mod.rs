//! The home page: what needs attention, and recent changes.

mod calls;
mod dto;
mod first_steps;
mod page;
mod recent;
mod rotations;

pub use page::HomePage;
