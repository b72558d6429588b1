//! Passkeys of console users: adding, renaming and removing them.

mod bind;
mod create;
mod remove;
mod rename;

pub use bind::BindPasskey;
pub use create::CreatePasskey;
pub use remove::RemovePasskey;
pub use rename::RenamePasskey;
