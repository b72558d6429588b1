//! A walk over the whole trail, checkpoint by checkpoint, with one page of blocks per chain in memory.

use super::VerifyProgress;
use crate::{
    CoreError,
    engine::{AuditKeys, records},
    ports::{CheckpointRecord, Store},
};
use std::collections::{BTreeMap, VecDeque};
use strongroom_domain::Timestamp;
use strongroom_trail::{Block, CheckpointError, Head, Ledger, SignedCheckpoint, TrailFault, WriterId};

/// Blocks of a chain read at once.
const BLOCKS: u32 = 100;
/// Checkpoints read at once.
const CHECKPOINTS: u32 = 500;
/// Blocks between two reports of progress.
const REPORT: u64 = 500;

/// The first thing that is wrong ends the inner part; the outer is an unavailable store.
type Walked<T> = Result<Result<T, TrailFault>, CoreError>;

pub(super) struct TrailWalk<'a> {
    store: &'a dyn Store,
    keys: &'a AuditKeys,
    progress: Option<VerifyProgress>,
    ledger: Ledger,
    /// Ends of the chains when the walk began; what comes later is not looked at.
    ends: Vec<Head>,
    total: u64,
    pages: BTreeMap<WriterId, VecDeque<Block>>,
    pub checkpoints: u64,
    pub since: Option<Timestamp>,
    pub until: Option<Timestamp>,
}

/// `?` for the inner result.
macro_rules! inner {
    ($walked:expr) => {
        match $walked {
            Ok(value) => value,
            Err(fault) => return Ok(Err(fault)),
        }
    };
}

impl<'a> TrailWalk<'a> {
    pub async fn new(
        store: &'a dyn Store,
        keys: &'a AuditKeys,
        progress: Option<VerifyProgress>,
    ) -> Result<Self, CoreError> {
        let ends = store.heads().await?;
        let total = ends.iter().map(|end| end.sequence).sum();
        Ok(Self {
            store,
            keys,
            progress,
            ledger: Ledger::new(),
            ends,
            total,
            pages: BTreeMap::new(),
            checkpoints: 0,
            since: None,
            until: None,
        })
    }

    /// Events verified so far.
    pub fn events(&self) -> u64 {
        self.ledger.events()
    }

    /// Chains with events.
    pub fn chains(&self) -> usize {
        self.ends.len()
    }

    pub async fn run(&mut self) -> Walked<()> {
        let begin = inner!(self.begin().await?);
        if let Some(begin) = begin {
            inner!(self.checkpointed(begin).await?);
        }
        for end in self.ends.clone() {
            inner!(self.chain(end.writer, end.sequence).await?);
        }
        self.report();
        Ok(Ok(()))
    }

    /// The number of the newest checkpoint that begins a tree: what came before was set aside with it, or is covered by it.
    async fn begin(&self) -> Walked<Option<u64>> {
        let (mut from, mut begin) = (0, None);
        loop {
            let page = self.store.checkpoints(from, CHECKPOINTS).await?;
            for record in &page {
                let signed = inner!(records::read(record));
                if signed.checkpoint.begins_tree() {
                    begin = Some(record.number);
                } else if begin.is_none() {
                    return Ok(Err(TrailFault::CheckpointGap { number: record.number }));
                }
            }
            match page.last() {
                Some(last) if page.len() == CHECKPOINTS as usize => from = last.number + 1,
                _ => return Ok(Ok(begin)),
            }
            tokio::task::yield_now().await;
        }
    }

    /// Blocks and checkpoints, in order. Each checkpoint names the digest of the one before, so the signature of the last one covers all.
    async fn checkpointed(&mut self, begin: u64) -> Walked<()> {
        let mut from = begin;
        let mut last: Option<SignedCheckpoint> = None;
        loop {
            let page = self.store.checkpoints(from, CHECKPOINTS).await?;
            for record in &page {
                last = Some(inner!(self.checkpoint(record).await?));
            }
            match page.last() {
                Some(record) if page.len() == CHECKPOINTS as usize => from = record.number + 1,
                _ => break,
            }
        }
        let Some(last) = last else { return Ok(Ok(())) };
        let fault = |error| TrailFault::Checkpoint { number: last.checkpoint.number, error };
        Ok(match last.verify(&self.keys.public) {
            Ok(checkpoint) if checkpoint.installation == self.keys.installation => Ok(()),
            Ok(_) => Err(fault(CheckpointError::Signature)),
            Err(error) => Err(fault(error)),
        })
    }

    async fn checkpoint(&mut self, record: &CheckpointRecord) -> Walked<SignedCheckpoint> {
        let signed = inner!(records::read(record));
        for head in &signed.checkpoint.moved {
            inner!(self.chain(head.writer, head.sequence).await?);
        }
        inner!(self.ledger.reach(&signed.checkpoint));
        self.checkpoints += 1;
        Ok(Ok(signed))
    }

    /// Adds the blocks of a chain up to the one that ends at `to`.
    async fn chain(&mut self, writer: WriterId, to: u64) -> Walked<()> {
        loop {
            let next = self.ledger.chain(writer).next_sequence();
            if next > to {
                return Ok(Ok(()));
            }
            let Some(block) = self.next(writer, next).await? else {
                return Ok(Err(TrailFault::Cut { writer, sequence: to, found: next - 1 }));
            };
            if !self.keys.blocks.is_authentic(&block) {
                return Ok(Err(TrailFault::NotAuthentic { writer, first: block.first, last: block.last() }));
            }
            inner!(self.ledger.add(&block));
            if block.last() > to {
                return Ok(Err(TrailFault::Replaced { writer, sequence: to }));
            }
            self.since = Some(self.since.map_or(block.from, |since| since.min(block.from)));
            self.until = Some(self.until.map_or(block.to, |until| until.max(block.to)));
            if self.ledger.blocks().is_multiple_of(REPORT) {
                self.report();
                tokio::task::yield_now().await;
            }
        }
    }

    async fn next(&mut self, writer: WriterId, from: u64) -> Result<Option<Block>, CoreError> {
        if let Some(block) = self.pages.get_mut(&writer).and_then(VecDeque::pop_front) {
            return Ok(Some(block));
        }
        let mut page: VecDeque<Block> = self.store.blocks(writer, from, BLOCKS).await?.into();
        let block = page.pop_front();
        match page.is_empty() {
            true => self.pages.remove(&writer),
            false => self.pages.insert(writer, page),
        };
        Ok(block)
    }

    fn report(&self) {
        if let Some(progress) = &self.progress {
            progress(self.events(), self.total.max(self.events()));
        }
    }
}
