//! The audit trail: typed events, their compact encoding, blocks, and the hash chain that links them.
//!
//! Pure and WASM-safe, so that a browser can verify what a server claims. Each server process writes its own chain, identified by
//! its *writer* id, so that servers never wait for each other's hash. Events are appended in blocks, one block per group commit.
//! The hash covers every single event, so blocks are only a storage detail.
//!
//! A hash proves nothing to those who can recompute it. So each block is under a MAC (see [`Block::mac`]), and
//! signed [`Checkpoint`]s over a Merkle tree of all blocks are kept outside the database; [`Ledger`] verifies blocks against them.

mod block;
mod checkpoint;
mod codec;
mod event;
mod fault;
mod ledger;
pub mod merkle;

pub use block::{Block, BlockEvents, Chain, ChainError, GENESIS, Stored, WriterId, verify_block};
pub use checkpoint::{
    Checkpoint, CheckpointError, CheckpointKey, CheckpointLink, Head, Predecessor, SignedCheckpoint, TreeHead,
    heads_root, hex,
};
pub use codec::{DecodeError, decode, encode};
pub use event::{Actor, Detail, Event, Outcome, Target};
pub use fault::TrailFault;
pub use ledger::Ledger;
