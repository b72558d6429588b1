//! Targets, how secrets rotate, and each rotation.

use crate::{SqlStore, rotation, rotation_plan, target};
use sea_orm::ConnectionTrait;
use strongroom_core::{
    ports::{DueSlice, RotationChange, RotationSlice, RotationStore, StoreError},
    rows::{RotationPlanRow, RotationRow, TargetRow, Unverified},
};
use strongroom_domain::{RotationId, SecretId, TargetId, TargetName, Timestamp};

#[async_trait::async_trait]
impl RotationStore for SqlStore {
    async fn target(&self, id: TargetId) -> Result<Option<Unverified<TargetRow>>, StoreError> {
        self.db.bounded(target::find(&self.db, id)).await
    }

    async fn target_by_name(&self, name: &TargetName) -> Result<Option<Unverified<TargetRow>>, StoreError> {
        self.db.bounded(target::find_by_name(&self.db, name)).await
    }

    async fn targets(&self, after: Option<&TargetName>, limit: u32) -> Result<Vec<Unverified<TargetRow>>, StoreError> {
        self.db.bounded(target::page(&self.db, after, limit)).await
    }

    async fn target_count(&self) -> Result<u64, StoreError> {
        self.db.bounded(target::count(&self.db)).await
    }

    async fn target_usage(&self, targets: &[TargetId]) -> Result<Vec<(TargetId, u64)>, StoreError> {
        self.db.bounded(rotation_plan::usage(&self.db, targets)).await
    }

    async fn rotation_plan(&self, secret: SecretId) -> Result<Option<Unverified<RotationPlanRow>>, StoreError> {
        self.db.bounded(rotation_plan::find(&self.db, secret)).await
    }

    async fn plans_of_target(
        &self,
        target: TargetId,
        after: Option<SecretId>,
        limit: u32,
    ) -> Result<Vec<Unverified<RotationPlanRow>>, StoreError> {
        self.db.bounded(rotation_plan::of_target(&self.db, target, after, limit)).await
    }

    async fn due_plans(&self, now: Timestamp, limit: u32) -> Result<Vec<Unverified<RotationPlanRow>>, StoreError> {
        self.db.bounded(rotation_plan::due(&self.db, now, limit)).await
    }

    async fn scheduled_plans(&self, limit: u32) -> Result<Vec<Unverified<RotationPlanRow>>, StoreError> {
        self.db.bounded(rotation_plan::scheduled(&self.db, limit)).await
    }

    async fn rotation_plans(&self, secrets: &[SecretId]) -> Result<Vec<Unverified<RotationPlanRow>>, StoreError> {
        self.db.bounded(rotation_plan::of_secrets(&self.db, secrets)).await
    }

    async fn rotation(&self, id: RotationId) -> Result<Option<Unverified<RotationRow>>, StoreError> {
        self.db.bounded(rotation::find(&self.db, id)).await
    }

    async fn rotations(&self, slice: &RotationSlice) -> Result<Vec<Unverified<RotationRow>>, StoreError> {
        self.db.bounded(rotation::page(&self.db, slice)).await
    }

    async fn rotations_by_id(&self, ids: &[RotationId]) -> Result<Vec<Unverified<RotationRow>>, StoreError> {
        self.db.bounded(rotation::by_id(&self.db, ids)).await
    }

    async fn rotation_revisions(&self, limit: u32) -> Result<Vec<(RotationId, SecretId, u64)>, StoreError> {
        self.db.bounded(rotation::revisions(&self.db, limit)).await
    }

    async fn due_rotations(&self, slice: &DueSlice) -> Result<Vec<Unverified<RotationRow>>, StoreError> {
        self.db.bounded(rotation::due(&self.db, slice)).await
    }
}

pub(crate) async fn apply(db: &impl ConnectionTrait, change: RotationChange) -> Result<(), StoreError> {
    match change {
        RotationChange::PutTarget(row, expect) => target::put(db, row, expect).await,
        RotationChange::RemoveTarget(id, expect) => target::remove(db, id, expect).await,
        RotationChange::PutPlan(row, expect) => rotation_plan::put(db, row, expect).await,
        RotationChange::Put(row, expect) => rotation::put(db, row, expect).await,
    }
}
