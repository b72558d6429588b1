//! Customer master keys.

mod access;
mod access_calls;
mod calls;
mod create;
mod dto;
mod key_card;
mod page;
mod table;

pub use access::KeyPage;
pub use page::KeysPage;
