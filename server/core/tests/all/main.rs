//! The core through its door, on a real SQLite store.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod door;
mod doors;
mod keys;
mod mfa;
mod passwords;
mod policies;
mod providers;
mod roles;
mod secrets;
mod tamper;
mod trail;
mod users;
mod versions;
mod world;
