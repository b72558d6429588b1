//! A trail that is verified from a checkpoint on, block by block: to make the next checkpoint, or to verify the stored ones.

use crate::{
    block::{Block, Chain, WriterId, verify_block},
    checkpoint::{Checkpoint, CheckpointLink, Head, Predecessor, TreeHead, heads_root},
    fault::TrailFault,
    merkle::Frontier,
};
use std::collections::{BTreeMap, BTreeSet};
use strongroom_domain::Timestamp;

/// The heads of all chains, the right edge of the tree, and the checkpoint they belong to.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    heads: BTreeMap<WriterId, Head>,
    tree: Frontier,
    last: Option<CheckpointLink>,
    moved: BTreeSet<WriterId>,
}

impl Ledger {
    /// Nothing is verified yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// At a checkpoint whose signature was verified, with the heads and the edge of the tree that were stored beside it.
    ///
    /// # Errors
    /// [`TrailFault::Tree`]: they are not those of the checkpoint.
    pub fn at(checkpoint: &Checkpoint, heads: Vec<Head>, tree: Option<Frontier>) -> Result<Self, TrailFault> {
        let fault = TrailFault::Tree { number: checkpoint.number };
        let heads: BTreeMap<_, _> = heads.into_iter().map(|head| (head.writer, head)).collect();
        let tree = tree.filter(|tree| tree.size() == checkpoint.tree.size && tree.root() == checkpoint.tree.root);
        match tree {
            Some(tree) if heads_root(heads.values()) == checkpoint.heads => {
                Ok(Self { heads, tree, last: Some(checkpoint.link()), moved: BTreeSet::new() })
            }
            _ => Err(fault),
        }
    }

    /// The verified end of a chain.
    pub fn chain(&self, writer: WriterId) -> Chain {
        self.heads.get(&writer).map_or_else(|| Chain::new(writer), Chain::at)
    }

    /// The verified end of every chain, by writer.
    pub fn heads(&self) -> impl Iterator<Item = &Head> {
        self.heads.values()
    }

    /// The edge of the tree.
    pub fn tree(&self) -> &Frontier {
        &self.tree
    }

    /// Number of verified blocks.
    pub fn blocks(&self) -> u64 {
        self.tree.size()
    }

    /// Number of verified events.
    pub fn events(&self) -> u64 {
        self.heads.values().map(|head| head.sequence).sum()
    }

    /// Verifies that a block continues its chain, and adds it. Its MAC is verified by the caller, who has the key. Blocks are added by
    /// writer, ascending, between two checkpoints.
    ///
    /// # Errors
    /// A gap, altered events, or bytes that are no block. Nothing is added.
    pub fn add(&mut self, block: &Block) -> Result<(), TrailFault> {
        let mut chain = self.chain(block.writer);
        verify_block(&mut chain, block).map_err(|error| TrailFault::Chain { writer: block.writer, error })?;
        self.heads.insert(block.writer, chain.head());
        self.moved.insert(block.writer);
        self.tree.push(block.leaf());
        Ok(())
    }

    /// Whether blocks were added since the last checkpoint.
    pub fn has_moved(&self) -> bool {
        !self.moved.is_empty()
    }

    /// The next checkpoint over what was added, to be signed.
    pub fn checkpoint(&self, installation: [u8; 16], time: Timestamp) -> Checkpoint {
        let (number, follows) = match self.last {
            None => (1, Predecessor::First),
            Some(link) => (link.number + 1, Predecessor::Previous(link)),
        };
        self.describe(installation, number, time, follows)
    }

    /// A checkpoint with which an operator accepts everything that was added to a new ledger. Those with numbers between `newest` and `number`
    /// are set aside.
    pub fn accepted(
        &self,
        installation: [u8; 16],
        number: u64,
        time: Timestamp,
        newest: Option<CheckpointLink>,
    ) -> Checkpoint {
        self.describe(installation, number, time, Predecessor::Accepted(newest))
    }

    fn describe(&self, installation: [u8; 16], number: u64, time: Timestamp, follows: Predecessor) -> Checkpoint {
        Checkpoint {
            installation,
            number,
            time,
            follows,
            moved: self.moved.iter().filter_map(|writer| self.heads.get(writer)).copied().collect(),
            heads: heads_root(self.heads.values()),
            tree: TreeHead { size: self.tree.size(), root: self.tree.root() },
            registry: None,
        }
    }

    /// Goes on to a stored checkpoint whose blocks were added since the one before: it must follow that one, and say what was added.
    ///
    /// # Errors
    /// [`TrailFault::CheckpointGap`], [`TrailFault::Replaced`], [`TrailFault::Tree`].
    pub fn reach(&mut self, checkpoint: &Checkpoint) -> Result<(), TrailFault> {
        let number = checkpoint.number;
        let follows = match (&checkpoint.follows, self.last) {
            (Predecessor::Previous(link), Some(last)) => *link == last,
            (Predecessor::Previous(_), None) => false,
            // They begin anew; the caller begins a new ledger for them.
            (Predecessor::First | Predecessor::Accepted(_), last) => last.is_none(),
        };
        if !follows {
            return Err(TrailFault::CheckpointGap { number });
        }
        if let Some(head) = checkpoint.moved.iter().find(|head| self.heads.get(&head.writer) != Some(head)) {
            return Err(TrailFault::Replaced { writer: head.writer, sequence: head.sequence });
        }
        let expected = self.describe(checkpoint.installation, number, checkpoint.time, checkpoint.follows);
        if (expected.moved, expected.heads, expected.tree)
            != (checkpoint.moved.clone(), checkpoint.heads, checkpoint.tree)
        {
            return Err(TrailFault::Tree { number });
        }
        self.moved.clear();
        self.last = Some(checkpoint.link());
        Ok(())
    }
}
