//! The store: SQLite inside the process, or PostgreSQL shared by several nodes.
//!
//! [`SqlStore`] implements `strongroom_core::ports::Store`. One writer task takes commits off a queue and turns what waits
//! into one transaction with one block of the audit trail (`writer/`); reads use a small pool beside it.
//!
//! - `port/`: the core's port, one file per noun. Each implements the noun's trait and applies the noun's changes.
//! - One file per table or list (`secret.rs`, `secret_list.rs`, `role.rs`, …): its queries, and the way from a model of the
//!   database to a row of the core and back. Rows go in authenticated and come out unverified; no key is in this crate.
//! - `entity/`: tables as SeaORM entities. `migration/`: how the schema became what it is; released steps never change.
//! - `backup/`: everything into one file, and back into an empty database of either kind.
//! - `upgrade.rs`: every row from the previous encoding of MACs to the present one.
//!
//! # Adding a noun
//!
//! For example `rotation`, with one kind of row:
//!
//! 1. `core/src/rows/rotation.rs`: `RotationRow`, and `authenticate!` with every field. A field in neither of its lists, or of
//!    a type without an encoding in `rows/encoding.rs`, does not compile. Add the row to the property test in
//!    `rows/tests.rs`. A row with a revision starts at 1.
//! 2. `core/src/ports/store/rotation.rs`: the trait `RotationStore` with the reads, which answer `Unverified<RotationRow>`,
//!    and the enum `RotationChange` with what can be written, which takes `Authenticated<RotationRow>`. In `mod.rs` beside it
//!    add the trait to the sum `Store` and a variant to `Change`; the compiler then names each match that must decide what a
//!    change of a rotation makes stale (`engine/call.rs`).
//! 3. Here: a migration `migration/m0003_rotation.rs`, the entity `entity/rotation.rs` with a column `mac`, the queries
//!    `rotation.rs` (use `revision::put` and `revision::remove`), and `port/rotation.rs` with `impl RotationStore` and
//!    `apply`, called from `port/mod.rs`. A row that did not exist in the previous encoding needs nothing in `upgrade.rs`.
//! 4. Contract tests in `tests/all/rows.rs`, which run on both databases, and a new sample of data if the program is released
//!    (`server/tests/data/README.md`).

mod access_key;
mod attachment;
pub mod backup;
mod checkpoint;
mod cmk;
mod cmk_deletion;
mod convert;
mod database;
mod database_url;
mod entity;
mod error;
mod group;
mod health;
mod holder;
mod installation;
mod mfa_device;
mod migration;
mod nonce;
mod notify;
mod options;
mod patience;
mod policy;
mod port;
mod pulse;
mod resource_policy;
mod revision;
mod role;
mod root_key;
mod rotation;
mod rotation_plan;
mod search;
mod secret;
mod secret_list;
mod session;
mod sql;
mod store;
mod target;
mod trail;
mod upgrade;
mod user;
mod version;
mod writer;

pub use database_url::{DatabaseUrl, DatabaseUrlError, TlsMode};
pub use options::{OpenError, StoreOptions};
pub use session::{SessionCodec, SessionInfo, SessionRows};
pub use store::SqlStore;
