//! JSON text, read and changed without rewriting it.
//!
//! A secret's value belongs to the caller: a number of thirty digits, `1.10`, an escape or a key that is there twice must come
//! back as it was stored. So nothing here builds a tree of values. A scanner finds where each member of an object stands
//! ([`ObjectText`]), and a change replaces those bytes alone ([`ObjectText::splice`]). The grammar is RFC 8259.

mod object;
mod read;
mod scan;
mod splice;
mod string;

pub use object::{Member, ObjectText};
pub use read::{Unreadable, read};
pub use scan::JsonKind;
pub use splice::MemberEdit;
pub use string::{quote, unquote};

#[cfg(test)]
mod tests;
