//! The audit trail: typed events, their compact encoding, blocks, and the hash chain that links them.
//!
//! Pure and WASM-safe, so that a browser can verify what a server claims. Each server process writes its own chain, identified by
//! its *writer* id, so that servers never wait for each other's hash. Events are appended in blocks, one block per group commit.
//! The hash covers every single event, so blocks are only a storage detail.

mod block;
mod codec;
mod event;

pub use block::{Block, Chain, ChainError, GENESIS, Stored, WriterId, verify_block};
pub use codec::{DecodeError, decode, encode};
pub use event::{Actor, Detail, Event, Outcome, Target};
