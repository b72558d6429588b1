//! Blocks and the chain of hashes.
//!
//! `h(0) = GENESIS`, `h(n) = SHA-256("strongroom/trail/1" ‖ writer ‖ n ‖ h(n-1) ‖ encoded event)`, numbers big-endian in
//! eight bytes. A block keeps the encodings, each with its length before it, and the hash after its last event.

use crate::{
    codec::{DecodeError, Reader, decode, encode, number},
    event::Event,
};
use sha2::{Digest, Sha256};
use strongroom_domain::Timestamp;

/// One writer of the trail: a server process, by the id it drew when it first opened the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct WriterId(pub [u8; 16]);

/// The hash before a writer's first event.
pub const GENESIS: [u8; 32] = [0; 32];

/// Events appended in one commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// Whose chain.
    pub writer: WriterId,
    /// Sequence of the first event; the chain's first event has 1.
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

/// An event with its place in the trail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// Whose chain.
    pub writer: WriterId,
    /// Place in the chain.
    pub sequence: u64,
    /// The event.
    pub event: Event,
}

/// Where a chain does not hold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChainError {
    /// The hash of a block is not the hash of its events.
    #[error("the events from sequence {first} are not the ones that were written")]
    Altered {
        /// First sequence of the block.
        first: u64,
    },
    /// A block does not follow the one before.
    #[error("events are missing: sequence {expected} should come next, {found} does")]
    Gap {
        /// What should have come.
        expected: u64,
        /// What came.
        found: u64,
    },
    /// Bytes that are no events.
    #[error("the block at sequence {first} cannot be read")]
    Unreadable {
        /// First sequence of the block.
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

    /// A chain that goes on after a stored block.
    pub fn after(block: &Block) -> Self {
        Self { writer: block.writer, next: block.first.saturating_add(u64::from(block.count)), hash: block.hash }
    }

    /// Sequence of the next event.
    pub fn next_sequence(&self) -> u64 {
        self.next
    }

    /// Makes the next block of `events` (at least one). The head moves only with [`Chain::advance`], once the block is
    /// durable: a commit that fails leaves no hole.
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

    /// Moves the head behind a block that is durable.
    pub fn advance(&mut self, block: &Block) {
        *self = Self::after(block);
    }
}

impl Block {
    /// The events, oldest first.
    ///
    /// # Errors
    /// A body that is not exactly `count` events.
    pub fn events(&self) -> Result<Vec<Stored>, DecodeError> {
        let mut sequence = self.first;
        let mut events = Vec::with_capacity(self.count.min(4096) as usize);
        self.each(|bytes| {
            events.push(Stored { writer: self.writer, sequence, event: decode(bytes)? });
            sequence += 1;
            Ok(())
        })?;
        Ok(events)
    }

    fn each(&self, mut visit: impl FnMut(&[u8]) -> Result<(), DecodeError>) -> Result<(), DecodeError> {
        let mut r = Reader(&self.body);
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

/// Checks that `block` follows the chain and moves the chain behind it.
///
/// # Errors
/// A gap, altered events, or bytes that are no events. The chain stays where it was.
pub fn verify_block(chain: &mut Chain, block: &Block) -> Result<(), ChainError> {
    if block.writer != chain.writer || block.first != chain.next {
        return Err(ChainError::Gap { expected: chain.next, found: block.first });
    }
    let (mut hash, mut sequence) = (chain.hash, chain.next);
    block
        .each(|bytes| {
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
