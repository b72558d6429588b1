//! The audit trail.

use crate::{SqlStore, trail};
use std::collections::HashMap;
use strongroom_core::ports::{
    EventBucket, EventCount, EventPage, EventSlice, NonceBlock, ReadSlice, SeenNonces, StoreError, TrailStore,
    VersionReads,
};
use strongroom_domain::{EventField, EventFilter, Period, Timestamp};
use strongroom_trail::{Block, WriterId};

#[async_trait::async_trait]
impl TrailStore for SqlStore {
    async fn events(&self, slice: &EventSlice) -> Result<EventPage, StoreError> {
        self.db.bounded(trail::events(&self.db, slice)).await
    }

    async fn newest_events(
        &self,
        filter: &EventFilter,
        field: EventField,
    ) -> Result<HashMap<String, Timestamp>, StoreError> {
        self.db.bounded(trail::newest(&self.db, filter, field)).await
    }

    async fn event_counts(
        &self,
        period: Period,
        filter: &EventFilter,
        limit: u32,
    ) -> Result<Vec<EventCount>, StoreError> {
        self.db.bounded(trail::counts(&self.db, period, filter, limit)).await
    }

    async fn event_histogram(
        &self,
        period: Period,
        filter: &EventFilter,
        slices: u32,
    ) -> Result<Vec<EventBucket>, StoreError> {
        self.db.bounded(trail::histogram(&self.db, period, filter, slices)).await
    }

    async fn read_nonces(
        &self,
        since: Timestamp,
        seen: &SeenNonces,
        limit: usize,
    ) -> Result<Vec<NonceBlock>, StoreError> {
        trail::read_nonces(&self.db, since, seen, limit).await
    }

    async fn version_reads(&self, slice: &ReadSlice) -> Result<Vec<VersionReads>, StoreError> {
        self.db.bounded(trail::version_reads(&self.db, slice)).await
    }

    async fn writers(&self) -> Result<Vec<WriterId>, StoreError> {
        self.db.bounded(trail::writers(&self.db)).await
    }

    async fn blocks(&self, writer: WriterId, from: u64, limit: u32) -> Result<Vec<Block>, StoreError> {
        self.db.bounded(trail::blocks(&self.db, writer, from, limit)).await
    }
}
