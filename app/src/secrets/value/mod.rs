//! A secret's plaintext value: fetched on a click, shown for half a minute, copied.

mod calls;
mod card;
mod copy_as;
mod env_file;
pub(super) mod reveal;
pub(super) mod revealed;
pub(super) mod snippets;

pub(super) use card::ValueCard;
