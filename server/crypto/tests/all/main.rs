//! Everything the crate promises, through its public doors.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod absent_traits;
mod envelope_vectors;
mod independent;
mod keyring;
mod master_keys;
mod mutation;
mod password;
mod places;
mod properties;
mod root_file;
mod root_passphrase;
mod signing;
mod support;
