//! The core through its door, on a real SQLite store.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod admission;
mod bindings;
mod conditions;
mod dates;
mod device;
mod door;
mod every_operation;
mod examples;
mod explain;
mod key_policies;
mod keys;
mod mfa;
mod nodes;
mod operations;
mod passkey_names;
mod passkeys;
mod passwords;
mod patch;
mod policies;
mod providers;
mod recover;
mod retries;
mod roles;
mod searches;
mod secrets;
mod seen;
mod self_grants;
mod step_up;
mod stores;
mod tamper;
mod trail;
mod users;
mod values;
mod versions;
mod world;
