//! Operations, one file each: request, output, rules, run.

pub mod access_keys;
pub(crate) mod documents;
pub mod factors;
pub mod groups;
pub mod keys;
pub mod mfa;
pub mod notices;
pub(crate) mod page;
pub mod passkeys;
pub(crate) mod plans;
pub mod policies;
pub(crate) mod policy_history;
pub(crate) mod principals;
pub mod roles;
pub mod rotations;
pub mod secrets;
pub mod sts;
pub mod system;
pub mod targets;
pub(crate) mod ticket;
pub mod trail;
pub mod users;
