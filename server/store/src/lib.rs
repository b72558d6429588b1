//! The store: SQLite inside the process, or PostgreSQL shared by several nodes.
//!
//! [`SqlStore`] implements `strongroom_core::ports::Store`. One writer task takes commits off a queue and turns what waits
//! into one transaction with one block of the audit trail (`writer.rs` says how); reads go to a small pool
//! beside it. Tables are entities in `entity/`, their history is `migration/`, each noun's queries are in its own file.

mod access_key;
mod attachment;
mod checkpoint;
mod cmk;
mod convert;
mod database;
mod entity;
mod error;
mod group;
mod health;
mod installation;
mod mfa_device;
mod migration;
mod nonce;
mod options;
mod policy;
mod port;
mod revision;
mod role;
mod search;
mod secret;
mod secret_list;
mod session;
mod sql;
mod store;
mod trail;
mod upgrade;
mod user;
mod version;
mod writer;

pub use options::{DatabaseUrl, OpenError, StoreOptions};
pub use session::{SessionCodec, SessionInfo, SessionRows};
pub use store::SqlStore;
