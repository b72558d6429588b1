//! The trail on disk: writers, blocks, and the index that finds events in them.
//!
//! Blocks are appended and never changed. A background task builds the index: it takes some
//! thousand consecutive events of one writer (a *segment*) and stores their searchable fields as columns ([`columns`]) and the
//! set of values that occur (`trail_term`, in the order of segments, so that indexing appends too). A search reads the blocks
//! that are not indexed yet (the *tail*) and the columns of the segments that can contain matches; blocks of indexed
//! events are read only for the events that are returned.
//!
//! Every block is under a MAC, once the keyring is open; a block whose MAC does not verify is not read, indexed or added up. What is derived from
//! blocks is compared with them by `derived.rs`; checkpoints are the core's, and kept here.
//!
//! Another task adds up who read which version of a secret ([`reads`]).

mod authenticate;
mod blocks;
mod checkpoints;
mod columns;
mod derived;
mod draft;
mod find;
mod indexer;
mod key;
mod nonces;
mod reads;
mod segments;
mod tail;
mod tally;
mod values;

pub(crate) use authenticate::authenticate;
pub(crate) use blocks::{WriterIdentity, block, blocks, head, register, writers};
pub(crate) use checkpoints::{
    checkpoint_heads, checkpoints, heads, lacks_macs, newest as newest_checkpoint, put as put_checkpoint,
};
pub(crate) use derived::derived_fault;
pub(crate) use find::events;
pub(crate) use indexer::{Indexer, Progress};
pub(crate) use key::BlockKeySlot;
pub(crate) use nonces::read_nonces;
pub(crate) use reads::{ReadTally, version_reads};
pub(crate) use tally::{counts, histogram, newest};
