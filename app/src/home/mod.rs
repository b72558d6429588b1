//! The first page: what needs somebody now.

mod calls;
mod dto;
mod first_steps;
mod page;
mod recent;

pub use page::HomePage;
