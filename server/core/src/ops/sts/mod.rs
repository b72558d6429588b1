//! Temporary credentials, and who one is.

mod assume_role;
mod caller_identity;

pub use assume_role::{AssumeRole, NewSession};
pub use caller_identity::{CallerFacts, GetCallerIdentity};
