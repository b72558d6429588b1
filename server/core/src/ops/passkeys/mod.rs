//! Passkeys of console users: adding, renaming and removing them, and what their answers are held against.

mod answer;
mod bind;
mod create;
mod remove;
mod rename;
mod ticket;

pub use answer::PasskeyAnswer;
pub(crate) use answer::{REFUSED, held_against};
pub use bind::BindPasskey;
pub use create::CreatePasskey;
pub use remove::RemovePasskey;
pub use rename::RenamePasskey;
pub use ticket::Asked;
