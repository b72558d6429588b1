//! Tests of the crate's public API.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod absent_traits;
mod audit;
mod bindings;
mod envelope_vectors;
mod independent;
mod keyring;
mod master_keys;
mod mutation;
mod password;
mod properties;
mod root_file;
mod root_keys;
mod root_passphrase;
mod signing;
mod ssh_rsa;
mod support;
