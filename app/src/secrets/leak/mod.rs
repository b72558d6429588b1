//! A credential leaked: who read it, what replacing it does, and the button that replaces it.

mod by_hand;
mod calls;
mod dto;
mod keys;
mod page;
mod readers;
mod words;

pub use page::LeakedPage;
