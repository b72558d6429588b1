//! Temporary credentials, and who one is.

mod assume;
mod whoami;

pub use assume::{AssumeRole, NewSession};
pub use whoami::{CallerFacts, GetCallerIdentity};
