//! Targets, how secrets rotate, and each rotation.

use super::{Expect, StoreError};
use crate::rows::{Authenticated, RotationPlanRow, RotationRow, TargetRow, Unverified};
use strongroom_domain::{Period, RotationId, RunFilter, SecretId, TargetId, TargetName, Timestamp};

/// One change of a target, a plan or a rotation.
#[derive(Clone, Debug)]
pub enum RotationChange {
    /// Insert or replace a target.
    PutTarget(Authenticated<TargetRow>, Expect),
    /// Remove a target; a conflict while a plan names it.
    RemoveTarget(TargetId, Expect),
    /// Insert or replace how a secret rotates. Its target must exist. It goes with its secret.
    PutPlan(Authenticated<RotationPlanRow>, Expect),
    /// Insert or replace a rotation. It goes with its secret.
    Put(Authenticated<RotationRow>, Expect),
}

/// Which rotations of a list, newest first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RotationSlice {
    /// Of this secret; of all if absent.
    pub secret: Option<SecretId>,
    /// In these states.
    pub states: RunFilter,
    /// That began in this time; at any if absent.
    pub began: Option<Period>,
    /// Those behind this one: when it began, and its id.
    pub after: Option<(Timestamp, RotationId)>,
    /// At most this many.
    pub limit: u32,
}

/// Which rotations with a step to do, the longest due first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueSlice {
    /// Due by now.
    pub now: Timestamp,
    /// Without those that somebody has said to be at since then.
    pub stale: Timestamp,
    /// Without those at these targets.
    pub not_at: Vec<TargetId>,
    /// Without these.
    pub except: Vec<RotationId>,
    /// At most this many.
    pub limit: u32,
}

/// Reads targets, plans and rotations.
#[async_trait::async_trait]
pub trait RotationStore: Send + Sync {
    /// A target by its id.
    async fn target(&self, id: TargetId) -> Result<Option<Unverified<TargetRow>>, StoreError>;
    /// A target by its name, ignoring letter case.
    async fn target_by_name(&self, name: &TargetName) -> Result<Option<Unverified<TargetRow>>, StoreError>;
    /// Targets by name, ignoring letter case, after `after`, at most `limit`.
    async fn targets(&self, after: Option<&TargetName>, limit: u32) -> Result<Vec<Unverified<TargetRow>>, StoreError>;
    /// Number of targets.
    async fn target_count(&self) -> Result<u64, StoreError>;
    /// Number of secrets that rotate at each of these targets; targets without any are left out.
    async fn target_usage(&self, targets: &[TargetId]) -> Result<Vec<(TargetId, u64)>, StoreError>;
    /// How a secret rotates, if that was ever set.
    async fn rotation_plan(&self, secret: SecretId) -> Result<Option<Unverified<RotationPlanRow>>, StoreError>;
    /// The plans of a target, by the id of their secret after `after`, at most `limit`.
    async fn plans_of_target(
        &self,
        target: TargetId,
        after: Option<SecretId>,
        limit: u32,
    ) -> Result<Vec<Unverified<RotationPlanRow>>, StoreError>;
    /// Plans whose secrets rotate by themselves, are not paused, have no open rotation, and are due at `now`, or were last rotated
    /// after it, which only a clock that was set back explains. The longest due first, at most `limit`.
    async fn due_plans(&self, now: Timestamp, limit: u32) -> Result<Vec<Unverified<RotationPlanRow>>, StoreError>;
    /// Plans whose secrets rotate by themselves, are not paused and have no open rotation. The longest due first, at most `limit`.
    async fn scheduled_plans(&self, limit: u32) -> Result<Vec<Unverified<RotationPlanRow>>, StoreError>;
    /// How these secrets rotate; those that do not are left out. At most [`strongroom_domain::limits::PAGE`] secrets.
    async fn rotation_plans(&self, secrets: &[SecretId]) -> Result<Vec<Unverified<RotationPlanRow>>, StoreError>;
    /// A rotation.
    async fn rotation(&self, id: RotationId) -> Result<Option<Unverified<RotationRow>>, StoreError>;
    /// Rotations, newest first.
    async fn rotations(&self, slice: &RotationSlice) -> Result<Vec<Unverified<RotationRow>>, StoreError>;
    /// These rotations; those that do not exist are left out. At most [`strongroom_domain::limits::PAGE`].
    async fn rotations_by_id(&self, ids: &[RotationId]) -> Result<Vec<Unverified<RotationRow>>, StoreError>;
    /// The revisions of those that have not ended and of those that began last, at most `limit` of either, with their secrets. They are
    /// not verified: a hint that something changed, and nothing else.
    async fn rotation_revisions(&self, limit: u32) -> Result<Vec<(RotationId, SecretId, u64)>, StoreError>;
    /// Rotations that go on by themselves and have a step to do. A lease from the future, further off than one lasts, is of a clock that
    /// was set back since and holds nothing.
    async fn due_rotations(&self, slice: &DueSlice) -> Result<Vec<Unverified<RotationRow>>, StoreError>;
}
