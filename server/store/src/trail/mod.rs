//! The trail on disk: writers, blocks, and the index that finds events in them.
//!
//! Blocks are appended and never changed. A background task builds the index: it takes some
//! thousand consecutive events of one writer (a *segment*) and stores their searchable fields as columns ([`columns`]) and the
//! set of values that occur (`trail_term`, in the order of segments, so that indexing appends too). A search reads the blocks
//! that are not indexed yet (the *tail*) and the columns of the segments that can contain matches; blocks of indexed
//! events are read only for the events that are returned.
//!
//! Another task adds up who read which version of a secret ([`reads`]).

mod blocks;
mod columns;
mod draft;
mod find;
mod indexer;
mod nonces;
mod reads;
mod segments;
mod tail;
mod tally;
mod values;

pub(crate) use blocks::{WriterIdentity, block, blocks, head, register, writers};
pub(crate) use find::events;
pub(crate) use indexer::{Indexer, Progress};
pub(crate) use nonces::read_nonces;
pub(crate) use reads::{ReadTally, version_reads};
pub(crate) use tally::{counts, histogram, newest};
