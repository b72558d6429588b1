//! Customer master keys.

mod calls;
mod create;
mod dto;
mod key_card;
mod page;
mod table;

pub use page::KeysPage;
