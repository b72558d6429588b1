//! What follows if applications read another version: what differs, and who reads the secret. Shown before it happens.

mod calls;
mod dto;
mod view;

pub use view::Consequences;
