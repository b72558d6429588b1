//! KMS, from a signed request to the response.

mod key_policy;
mod parameters;
pub mod rotation;
mod secret_policy;
