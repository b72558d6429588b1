//! KMS, from a signed request to the response.

mod key_policy;
mod parameters;
mod secret_policy;
