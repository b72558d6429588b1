//! Rotation, as far as it is neither an operation nor pure: credentials in values, the managing account of a target, the rotators.

mod cause;
mod credential;
mod generate;
mod manager;
mod rotators;

pub(crate) use cause::cause_of;
pub(crate) use credential::{NoCredential, from_value, to_value};
pub(crate) use generate::{generated_value, password};
pub(crate) use manager::{decode_manager, encode_manager};
pub use rotators::Rotators;
