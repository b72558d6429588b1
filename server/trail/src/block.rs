//! Blocks and the chain of hashes.
//!
//! `h(0) = GENESIS`, `h(n) = SHA-256("strongroom/trail/1" ‖ writer ‖ n ‖ h(n-1) ‖ encoded event)`, numbers are
//! eight bytes, big-endian. A block contains the encodings, each prefixed with its length, and the hash after its last event.

use crate::{
    checkpoint::Head,
    codec::{ByteReader, DecodeError, decode, encode, number},
    event::{Event, Outcome},
    merkle::{TreeHash, leaf_hash},
};
use sha2::{Digest, Sha256};
use strongroom_domain::{Action, PrincipalKind, Timestamp};

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
    /// Nonces of the requests in it that changed nothing, eight bytes each.
    pub nonces: Vec<u8>,
    /// MAC over [`Block::authenticated_header`], nonces and body; `None` if it was written before there were any, or while the server was sealed.
    pub mac: Option<[u8; 32]>,
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

/// Events of a block, as far as this program knows them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlockEvents {
    /// Oldest first.
    pub known: Vec<Stored>,
    /// Number of events that only a newer program knows.
    pub unknown: u32,
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

    /// A chain that continues at a head.
    pub fn at(head: &Head) -> Self {
        Self { writer: head.writer, next: head.sequence.saturating_add(1), hash: head.hash }
    }

    /// The end of a chain that has an event.
    pub fn head(&self) -> Head {
        Head { writer: self.writer, sequence: self.next - 1, hash: self.hash }
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
            nonces: Vec::new(),
            mac: None,
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
    /// Sequence number of the last event.
    pub fn last(&self) -> u64 {
        self.first.saturating_add(u64::from(self.count)).saturating_sub(1)
    }

    /// What its MAC covers before the nonces and the body: a fixed length, and the length of the nonces, so that no byte can move from one to
    /// another. Together they are everything there is of the block.
    pub fn authenticated_header(&self) -> [u8; 84] {
        let mut out = [0; 84];
        let (writer, rest) = out.split_at_mut(16);
        writer.copy_from_slice(&self.writer.0);
        let nonces = self.nonces.len() as u64;
        let numbers = [self.first, self.from.0.cast_unsigned(), self.to.0.cast_unsigned(), nonces];
        let (eights, rest) = rest.split_at_mut(32);
        for (place, number) in eights.chunks_exact_mut(8).zip(numbers) {
            place.copy_from_slice(&number.to_be_bytes());
        }
        let (count, hash) = rest.split_at_mut(4);
        count.copy_from_slice(&self.count.to_be_bytes());
        hash.copy_from_slice(&self.hash);
        out
    }

    /// Its leaf in the tree of checkpoints. The hash covers the events.
    pub fn leaf(&self) -> TreeHash {
        let mut entry = Vec::with_capacity(60);
        entry.extend_from_slice(&self.writer.0);
        entry.extend_from_slice(&self.first.to_be_bytes());
        entry.extend_from_slice(&self.count.to_be_bytes());
        entry.extend_from_slice(&self.hash);
        leaf_hash(&entry)
    }

    /// Whether a sealed server may have written it, which has no key for a MAC: it only holds refused tries to unseal.
    pub fn is_of_sealed_server(&self) -> bool {
        let refused = |stored: &Stored| {
            let event = &stored.event;
            event.action == Action::Unseal
                && event.actor.kind == PrincipalKind::Anonymous
                && event.outcome != Outcome::Ok
        };
        self.events().is_ok_and(|events| events.iter().all(refused))
    }

    /// The events, oldest first.
    ///
    /// # Errors
    /// [`DecodeError::Newer`]: a newer program wrote one of them. [`DecodeError::Malformed`]: the body is not exactly `count` events.
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

    /// The events that this program knows, and how many others there are.
    ///
    /// # Errors
    /// [`DecodeError::Malformed`], as [`Block::events`].
    pub fn known_events(&self) -> Result<BlockEvents, DecodeError> {
        let mut found = BlockEvents { known: Vec::with_capacity(self.count.min(4096) as usize), unknown: 0 };
        let mut sequence = self.first;
        self.for_each_event(|bytes| {
            match decode(bytes) {
                Ok(event) => found.known.push(Stored { writer: self.writer, sequence, event }),
                Err(DecodeError::Newer) => found.unknown += 1,
                Err(error) => return Err(error),
            }
            sequence += 1;
            Ok(())
        })?;
        Ok(found)
    }

    fn for_each_event(&self, mut visit: impl FnMut(&[u8]) -> Result<(), DecodeError>) -> Result<(), DecodeError> {
        let mut r = ByteReader(&self.body);
        for _ in 0..self.count {
            let length = usize::try_from(r.number()?).map_err(|_| DecodeError::Malformed)?;
            visit(r.take(length)?)?;
        }
        if r.0.is_empty() { Ok(()) } else { Err(DecodeError::Malformed) }
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
            // The hash covers the bytes, so a chain can be verified without knowing what a newer program wrote.
            match decode(bytes) {
                Ok(_) | Err(DecodeError::Newer) => {}
                Err(error) => return Err(error),
            }
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
