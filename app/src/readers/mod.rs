//! Who reads a secret's versions, shown beside what replaces one of them.

mod calls;
mod card;
mod dto;

pub use card::VersionReadersCard;
