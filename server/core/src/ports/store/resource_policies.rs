//! Versions of the policies that secrets and keys carry.

use super::StoreError;
use crate::rows::{Authenticated, PolicyOwner, ResourcePolicyVersionRow, Unverified};

/// One change of the versions of a secret's or key's policy. They go with their secret.
#[derive(Clone, Debug)]
pub enum ResourcePolicyChange {
    /// Insert a version; a conflict if it exists.
    PutVersion(Authenticated<ResourcePolicyVersionRow>),
    /// Remove a version; a conflict if it does not exist.
    RemoveVersion(PolicyOwner, u32),
}

/// Reads versions of the policies of secrets and keys.
#[async_trait::async_trait]
pub trait ResourcePolicyStore: Send + Sync {
    /// Every version, oldest first; at most [`strongroom_domain::limits::POLICY_VERSIONS`].
    async fn resource_policy_versions(
        &self,
        owner: PolicyOwner,
    ) -> Result<Vec<Unverified<ResourcePolicyVersionRow>>, StoreError>;
}
