//! The audit trail.

use super::{DerivedFault, StoreError};
use crate::rows::BlockKey;
use std::{collections::HashMap, net::IpAddr};
use strongroom_domain::{
    EventField, EventFilter, Period, Reader, ReaderNetwork, SecretName, Surface, Timestamp, VersionId,
};
use strongroom_trail::{Block, Event, Stored, WriterId};

/// A change of the trail besides the event of the call itself.
#[derive(Clone, Debug)]
pub enum TrailChange {
    /// One more event, recorded if and only if the commit happens: each thing that a call changes has one of its own.
    Append(Box<Event>),
    /// Authenticates every block of an earlier program, none of which has a MAC; a conflict if one has. Of a chain that does not verify, what
    /// comes before the fault is authenticated. Memory does not grow with the number of blocks.
    Authenticate(BlockKey),
}

/// Which part of the trail: newest first.
#[derive(Clone, Debug)]
pub struct EventSlice {
    /// Time span.
    pub period: Period,
    /// Filter.
    pub filter: EventFilter,
    /// Where the slice begins.
    pub at: EventsAt,
    /// At most this many.
    pub limit: u32,
}

/// Position of an event in the order of the whole trail.
pub type EventPosition = (Timestamp, WriterId, u64);

/// Which of the events that match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventsAt {
    /// The newest.
    Newest,
    /// The newest of those older than this one.
    OlderThan(EventPosition),
    /// The oldest of those newer than this one.
    NewerThan(EventPosition),
}

/// A page of events, newest first.
#[derive(Clone, Debug, Default)]
pub struct EventPage {
    /// The events.
    pub events: Vec<Stored>,
    /// Whether more match beyond it: newer ones for [`EventsAt::NewerThan`], otherwise older ones.
    pub more: bool,
    /// Blocks that were to be read and are not what this installation wrote: by writer, the first event and the last. Their events are left out.
    pub refused: Vec<(WriterId, u64, u64)>,
    /// What the index says of events that were to be shown and their blocks do not; those events are left out.
    pub misindexed: Option<DerivedFault>,
}

/// How often one value of a field occurs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventCount {
    /// Field.
    pub field: EventField,
    /// Value.
    pub value: String,
    /// Events.
    pub count: u64,
}

/// Events in one slice of time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EventBucket {
    /// Beginning.
    pub from: Timestamp,
    /// Events that succeeded.
    pub ok: u64,
    /// Events that were denied or failed.
    pub failed: u64,
}

/// Which reads of a secret's values: successful ones.
#[derive(Clone, Debug)]
pub struct ReadSlice {
    /// Whose.
    pub secret: SecretName,
    /// Only of these versions; of all if empty.
    pub versions: Vec<VersionId>,
    /// Only of readers that read since then.
    pub since: Timestamp,
    /// At most this many, those that read last.
    pub limit: u32,
}

/// Reads of one version by one reader, from one network, with one client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionReads {
    /// Which version.
    pub version: VersionId,
    /// Who.
    pub reader: Reader,
    /// Where the requests came in.
    pub surface: Surface,
    /// From which network, if from one.
    pub network: Option<ReaderNetwork>,
    /// The client's User-Agent, truncated to 120 bytes.
    pub client: String,
    /// The address of the last read.
    pub address: Option<IpAddr>,
    /// The first read.
    pub first: Timestamp,
    /// The last read.
    pub last: Timestamp,
    /// How many.
    pub count: u64,
}

/// Half of the keyed fingerprint of a nonce.
pub type ReadNonce = u64;

/// Of each writer, by its number, the last block whose nonces are known.
pub type SeenNonces = HashMap<i64, u64>;

/// The nonces of the requests in one block that changed nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NonceBlock {
    /// Number of the writer in this database.
    pub writer: i64,
    /// The first event of the block.
    pub first: u64,
    /// When its last event happened.
    pub to: Timestamp,
    /// The nonces.
    pub nonces: Vec<ReadNonce>,
}

/// Reads the trail. Events are appended by [`super::Store::commit`] alone.
#[async_trait::async_trait]
pub trait TrailStore: Send + Sync {
    /// Events, newest first.
    async fn events(&self, slice: &EventSlice) -> Result<EventPage, StoreError>;
    /// For each value of `field` among the events of all time that match, when the newest happened.
    async fn newest_events(
        &self,
        filter: &EventFilter,
        field: EventField,
    ) -> Result<HashMap<String, Timestamp>, StoreError>;
    /// Number of events that match, per value of each field, the most frequent `limit` of each.
    async fn event_counts(
        &self,
        period: Period,
        filter: &EventFilter,
        limit: u32,
    ) -> Result<Vec<EventCount>, StoreError>;
    /// Number of events that match per slice of `period` (1 to 200 equal slices).
    async fn event_histogram(
        &self,
        period: Period,
        filter: &EventFilter,
        slices: u32,
    ) -> Result<Vec<EventBucket>, StoreError>;
    /// Reads of a secret's values by version, reader, network and client: those that read last first. They include every read that was
    /// answered before the call. The cost depends on the events of the last seconds, not on the trail; while a trail is added up for the
    /// first time, it is unavailable.
    async fn version_reads(&self, slice: &ReadSlice) -> Result<Vec<VersionReads>, StoreError>;
    /// Writers of the trail.
    async fn writers(&self) -> Result<Vec<WriterId>, StoreError>;
    /// Blocks of one writer from a sequence on, in order, at most `limit`.
    async fn blocks(&self, writer: WriterId, from: u64, limit: u32) -> Result<Vec<Block>, StoreError>;
    /// Nonces of blocks that end at `since` or later and come after those that are `seen`, the newest first, until there are
    /// `limit` nonces.
    async fn read_nonces(
        &self,
        since: Timestamp,
        seen: &SeenNonces,
        limit: usize,
    ) -> Result<Vec<NonceBlock>, StoreError>;
}
