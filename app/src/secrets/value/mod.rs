//! A secret's value in plain text: fetched by a click, shown for half a minute, copied.

mod calls;
mod card;
mod copy_as;
pub(super) mod reveal;
pub(super) mod revealed;
pub(super) mod snippets;

pub(super) use card::ValueCard;
