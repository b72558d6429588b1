//! Checkpoints: what the trail was at one moment, signed.
//!
//! A checkpoint covers every block up to the heads it names. Its tree has one leaf per block: in the order of the checkpoints, and of the blocks of
//! one checkpoint in the order of writers and sequences. It names only the chains that moved since the previous one, and the root over the
//! heads of all chains, so that its size does not grow with the number of chains. The first checkpoint, and one with which an operator
//! accepts a restored database, begins a tree of its own over everything there is.

use crate::{
    block::WriterId,
    merkle::{TreeHash, leaf_hash, root},
};
use ed25519_dalek::{Signature, VerifyingKey};
use sha2::{Digest, Sha256};
use strongroom_domain::Timestamp;

/// First bytes of a checkpoint: magic, format 1.
const MAGIC: [u8; 5] = *b"SRCP\x01";
/// Chains that one checkpoint names at most; more is no checkpoint of ours.
const CHAINS: usize = 1 << 20;

/// The end of one writer's chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Head {
    /// The writer.
    pub writer: WriterId,
    /// Sequence number of its last event.
    pub sequence: u64,
    /// Hash after that event.
    pub hash: [u8; 32],
}

/// How many leaves a tree has, and its root.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TreeHead {
    /// Number of leaves: blocks.
    pub size: u64,
    /// The root.
    pub root: TreeHash,
}

/// A checkpoint by its number and digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CheckpointLink {
    /// Its number.
    pub number: u64,
    /// Its digest.
    pub digest: [u8; 32],
}

/// What a checkpoint follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Predecessor {
    /// Nothing: the first of an installation.
    First,
    /// The one before it; its number is one less.
    Previous(CheckpointLink),
    /// An operator accepted the database as it is. Checkpoints with numbers between that of the newest one in the database, if there is one,
    /// and this one's are set aside.
    Accepted(Option<CheckpointLink>),
}

/// What the trail was at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Id of the installation.
    pub installation: [u8; 16],
    /// Counts up from 1.
    pub number: u64,
    /// When it was made, by the clock of the node that made it.
    pub time: Timestamp,
    /// What it follows.
    pub follows: Predecessor,
    /// Heads of the chains that moved since then, by writer, ascending.
    pub moved: Vec<Head>,
    /// Root over the heads of all chains; see [`heads_root`].
    pub heads: TreeHash,
    /// The tree over all blocks.
    pub tree: TreeHead,
    /// Root of the registry of rows, once there is one.
    pub registry: Option<TreeHash>,
}

/// Why bytes are no valid checkpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointError {
    /// Not the bytes of a checkpoint.
    #[error("it is not a checkpoint")]
    Malformed,
    /// A format that this program does not know.
    #[error("it has a format of a newer program")]
    Newer,
    /// The signature is not that of the installation's key.
    #[error("its signature is not valid")]
    Signature,
}

/// The root over heads, which must be in the order of their writers.
pub fn heads_root<'a>(heads: impl IntoIterator<Item = &'a Head>) -> TreeHash {
    let leaves: Vec<_> = heads.into_iter().map(|head| leaf_hash(&head_bytes(head))).collect();
    root(&leaves)
}

fn head_bytes(head: &Head) -> [u8; 56] {
    let mut out = [0; 56];
    out[..16].copy_from_slice(&head.writer.0);
    out[16..24].copy_from_slice(&head.sequence.to_be_bytes());
    out[24..].copy_from_slice(&head.hash);
    out
}

impl Checkpoint {
    /// The only encoding, which is what is signed: magic and format, then the fields in order. Numbers are big-endian, what may be
    /// absent begins with a byte, the heads with their number in four bytes.
    pub fn bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(200 + 56 * self.moved.len());
        out.extend_from_slice(&MAGIC);
        out.extend_from_slice(&self.installation);
        out.extend_from_slice(&self.number.to_be_bytes());
        out.extend_from_slice(&self.time.0.to_be_bytes());
        let (code, link) = match &self.follows {
            Predecessor::First => (0, None),
            Predecessor::Previous(link) => (1, Some(link)),
            Predecessor::Accepted(None) => (2, None),
            Predecessor::Accepted(Some(link)) => (3, Some(link)),
        };
        out.push(code);
        if let Some(link) = link {
            out.extend_from_slice(&link.number.to_be_bytes());
            out.extend_from_slice(&link.digest);
        }
        out.extend_from_slice(&(self.moved.len() as u32).to_be_bytes());
        for head in &self.moved {
            out.extend_from_slice(&head_bytes(head));
        }
        out.extend_from_slice(&self.heads);
        out.extend_from_slice(&self.tree.size.to_be_bytes());
        out.extend_from_slice(&self.tree.root);
        match &self.registry {
            None => out.push(0),
            Some(root) => {
                out.push(1);
                out.extend_from_slice(root);
            }
        }
        out
    }

    /// Decodes what [`Checkpoint::bytes`] made.
    ///
    /// # Errors
    /// [`CheckpointError::Newer`], [`CheckpointError::Malformed`]: anything but exactly that encoding.
    pub fn decode(bytes: &[u8]) -> Result<Self, CheckpointError> {
        let mut r = FieldReader(bytes);
        let magic: [u8; 5] = r.array()?;
        if magic[..4] != MAGIC[..4] {
            return Err(CheckpointError::Malformed);
        }
        if magic[4] != MAGIC[4] {
            return Err(CheckpointError::Newer);
        }
        let (installation, number, time) = (r.array()?, r.number()?, Timestamp(i64::from_be_bytes(r.array()?)));
        let link = |r: &mut FieldReader<'_>| Ok(CheckpointLink { number: r.number()?, digest: r.array()? });
        let follows = match r.byte()? {
            0 => Predecessor::First,
            1 => Predecessor::Previous(link(&mut r)?),
            2 => Predecessor::Accepted(None),
            3 => Predecessor::Accepted(Some(link(&mut r)?)),
            _ => return Err(CheckpointError::Malformed),
        };
        let count = u32::from_be_bytes(r.array()?) as usize;
        if count > CHAINS {
            return Err(CheckpointError::Malformed);
        }
        let mut moved: Vec<Head> = Vec::with_capacity(count.min(64));
        for _ in 0..count {
            let head = Head { writer: WriterId(r.array()?), sequence: r.number()?, hash: r.array()? };
            if moved.last().is_some_and(|last| last.writer >= head.writer) {
                return Err(CheckpointError::Malformed);
            }
            moved.push(head);
        }
        let (heads, tree) = (r.array()?, TreeHead { size: r.number()?, root: r.array()? });
        let registry = match r.byte()? {
            0 => None,
            1 => Some(r.array()?),
            _ => return Err(CheckpointError::Malformed),
        };
        let in_order = match &follows {
            Predecessor::First => number == 1,
            Predecessor::Previous(link) => link.number.checked_add(1) == Some(number),
            Predecessor::Accepted(link) => number > link.map_or(0, |link| link.number),
        };
        if !r.0.is_empty() || !in_order {
            return Err(CheckpointError::Malformed);
        }
        Ok(Self { installation, number, time, follows, moved, heads, tree, registry })
    }

    /// Its digest, by which the next one names it.
    pub fn digest(&self) -> [u8; 32] {
        Sha256::digest(self.bytes()).into()
    }

    /// Its number and digest.
    pub fn link(&self) -> CheckpointLink {
        CheckpointLink { number: self.number, digest: self.digest() }
    }

    /// Whether its tree begins anew, over every block there is.
    pub fn begins_tree(&self) -> bool {
        !matches!(self.follows, Predecessor::Previous(_))
    }
}

/// The public key that checkpoints of one installation are verified with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CheckpointKey(pub [u8; 32]);

/// A checkpoint with its signature, which is not verified yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedCheckpoint {
    /// What is signed.
    pub checkpoint: Checkpoint,
    /// Ed25519 over [`Checkpoint::bytes`].
    pub signature: [u8; 64],
}

impl SignedCheckpoint {
    /// Verifies the signature, by the strict rules that accept one signature of each message and key only.
    ///
    /// # Errors
    /// [`CheckpointError::Signature`].
    pub fn verify(&self, key: &CheckpointKey) -> Result<&Checkpoint, CheckpointError> {
        let key = VerifyingKey::from_bytes(&key.0).map_err(|_| CheckpointError::Signature)?;
        let signature = Signature::from_bytes(&self.signature);
        key.verify_strict(&self.checkpoint.bytes(), &signature).map_err(|_| CheckpointError::Signature)?;
        Ok(&self.checkpoint)
    }

    /// One line of text, as it is kept outside the database: the number and the time for people, then bytes and signature in hexadecimal.
    pub fn line(&self) -> String {
        let Checkpoint { number, time, .. } = &self.checkpoint;
        format!("{number} {} {} {}", time.rfc3339_seconds(), hex(&self.checkpoint.bytes()), hex(&self.signature))
    }

    /// Reads a line that [`SignedCheckpoint::line`] made.
    ///
    /// # Errors
    /// As [`Checkpoint::decode`]; also when number or time are not those of the bytes.
    pub fn from_line(line: &str) -> Result<Self, CheckpointError> {
        let mut words = line.split(' ').skip(2);
        let mut word = || words.next().and_then(unhex).ok_or(CheckpointError::Malformed);
        let (bytes, signature) = (word()?, word()?);
        let signature = signature.try_into().map_err(|_| CheckpointError::Malformed)?;
        let read = Self { checkpoint: Checkpoint::decode(&bytes)?, signature };
        if read.line() == line { Ok(read) } else { Err(CheckpointError::Malformed) }
    }
}

/// Bytes in hexadecimal, as keys and hashes are shown to people.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16).map(|digit| digit as u8);
    let (pairs, []) = text.as_bytes().as_chunks::<2>() else { return None };
    pairs.iter().map(|[high, low]| Some(digit(*high)? << 4 | digit(*low)?)).collect()
}

struct FieldReader<'a>(&'a [u8]);

impl FieldReader<'_> {
    fn array<const N: usize>(&mut self) -> Result<[u8; N], CheckpointError> {
        let (head, tail) = self.0.split_first_chunk().ok_or(CheckpointError::Malformed)?;
        self.0 = tail;
        Ok(*head)
    }

    fn byte(&mut self) -> Result<u8, CheckpointError> {
        Ok(self.array::<1>()?[0])
    }

    fn number(&mut self) -> Result<u64, CheckpointError> {
        Ok(u64::from_be_bytes(self.array()?))
    }
}
