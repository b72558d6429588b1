//! Blocks and the chain of hashes.
//!
//! `h(0) = GENESIS`, `h(n) = SHA-256("strongroom/trail/1" ‖ writer ‖ n ‖ h(n-1) ‖ encoded event)`, numbers are
//! eight bytes, big-endian. A block contains the encodings, each prefixed with its length, and the hash after its last event.

use crate::{
    codec::{ByteReader, DecodeError, decode, encode, number},
    event::Event,
};
use sha2::{Digest, Sha256};
use strongroom_domain::Timestamp;

/// A writer of the trail: a server process, identified by the id it generated when it first opened the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct WriterId(pub [u8; 16]);

/// The hash before a writer's first event.
pub const GENESIS: [u8; 32] = [0; 32];

/// Events appended in one commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// The chain's writer.
    pub writer: WriterId,
    /// Sequence number of the first event; the chain's first event has 1.
    pub first: u64,
    /// Number of events, at least one.
    pub count: u32,
    /// Earliest event time.
    pub from: Timestamp,
    /// Latest event time.
    pub to: Timestamp,
    /// Hash after the last event.
    pub hash: [u8; 32],
    /// Length and encoding of each event.
    pub body: Vec<u8>,
}

/// An event with its position in the trail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// The chain's writer.
    pub writer: WriterId,
    /// Sequence number in the chain.
    pub sequence: u64,
    /// The event.
    pub event: Event,
}

/// Why the verification of a chain failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChainError {
    /// The hash of a block does not match its events.
    #[error("the events from sequence {first} on were altered")]
    Altered {
        /// First sequence number of the block.
        first: u64,
    },
    /// A block does not follow the previous one.
    #[error("events are missing: expected sequence {expected}, found {found}")]
    Gap {
        /// The expected sequence number.
        expected: u64,
        /// The sequence number found.
        found: u64,
    },
    /// The bytes are not events.
    #[error("the block at sequence {first} cannot be read")]
    Unreadable {
        /// First sequence number of the block.
        first: u64,
    },
}

/// The head of one writer's chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chain {
    writer: WriterId,
    next: u64,
    hash: [u8; 32],
}

impl Chain {
    /// A chain without events.
    pub fn new(writer: WriterId) -> Self {
        Self { writer, next: 1, hash: GENESIS }
    }

    /// A chain that continues after a stored block.
    pub fn after(block: &Block) -> Self {
        Self { writer: block.writer, next: block.first.saturating_add(u64::from(block.count)), hash: block.hash }
    }

    /// Sequence number of the next event.
    pub fn next_sequence(&self) -> u64 {
        self.next
    }

    /// Builds the next block from `events` (at least one). The head moves only with [`Chain::advance`], once the block is durable, so
    /// that a failed commit leaves no gap.
    pub fn block<'a>(&self, events: impl IntoIterator<Item = &'a Event>) -> Block {
        let mut block = Block {
            writer: self.writer,
            first: self.next,
            count: 0,
            from: Timestamp(i64::MAX),
            to: Timestamp(i64::MIN),
            hash: self.hash,
            body: Vec::new(),
        };
        let mut bytes = Vec::with_capacity(256);
        for event in events {
            bytes.clear();
            encode(event, &mut bytes);
            block.hash = step(self.writer, self.next + u64::from(block.count), &block.hash, &bytes);
            number(&mut block.body, bytes.len() as u64);
            block.body.extend_from_slice(&bytes);
            block.count += 1;
            block.from = block.from.min(event.time);
            block.to = block.to.max(event.time);
        }
        block
    }

    /// Moves the head past a durable block.
    pub fn advance(&mut self, block: &Block) {
        *self = Self::after(block);
    }
}

impl Block {
    /// The events, oldest first.
    ///
    /// # Errors
    /// The body is not exactly `count` events.
    pub fn events(&self) -> Result<Vec<Stored>, DecodeError> {
        let mut sequence = self.first;
        let mut events = Vec::with_capacity(self.count.min(4096) as usize);
        self.for_each_event(|bytes| {
            events.push(Stored { writer: self.writer, sequence, event: decode(bytes)? });
            sequence += 1;
            Ok(())
        })?;
        Ok(events)
    }

    fn for_each_event(&self, mut visit: impl FnMut(&[u8]) -> Result<(), DecodeError>) -> Result<(), DecodeError> {
        let mut r = ByteReader(&self.body);
        for _ in 0..self.count {
            let length = usize::try_from(r.number()?).map_err(|_| DecodeError)?;
            visit(r.take(length)?)?;
        }
        if r.0.is_empty() { Ok(()) } else { Err(DecodeError) }
    }
}

fn step(writer: WriterId, sequence: u64, before: &[u8; 32], event: &[u8]) -> [u8; 32] {
    let mut h = Sha256::new();
    h.update(b"strongroom/trail/1");
    h.update(writer.0);
    h.update(sequence.to_be_bytes());
    h.update(before);
    h.update(event);
    h.finalize().into()
}

/// Verifies that `block` continues the chain and moves the head past it.
///
/// # Errors
/// A gap, altered events, or bytes that are not events. The chain is left unchanged.
pub fn verify_block(chain: &mut Chain, block: &Block) -> Result<(), ChainError> {
    if block.writer != chain.writer || block.first != chain.next {
        return Err(ChainError::Gap { expected: chain.next, found: block.first });
    }
    let (mut hash, mut sequence) = (chain.hash, chain.next);
    block
        .for_each_event(|bytes| {
            decode(bytes)?;
            hash = step(chain.writer, sequence, &hash, bytes);
            sequence += 1;
            Ok(())
        })
        .map_err(|_| ChainError::Unreadable { first: block.first })?;
    if hash != block.hash || block.count == 0 {
        return Err(ChainError::Altered { first: block.first });
    }
    chain.advance(block);
    Ok(())
}
