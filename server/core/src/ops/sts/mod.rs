//! Temporary credentials, and the identity of the caller.

mod assume_role;
mod caller_identity;

pub use assume_role::{AssumeRole, NewSession};
pub use caller_identity::{CallerFacts, GetCallerIdentity};
