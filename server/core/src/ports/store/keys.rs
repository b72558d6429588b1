//! Customer master keys.

use super::{Expect, StoreError};
use crate::rows::{Authenticated, CmkDeletionRow, CmkRow, CmkVersionRow, Unverified};
use strongroom_domain::CmkId;

/// One change of a customer master key.
#[derive(Clone, Debug)]
pub enum KeyChange {
    /// Insert or replace a key.
    Put(Authenticated<CmkRow>, Expect),
    /// Insert a version of a key; a conflict if it exists.
    PutVersion(Authenticated<CmkVersionRow>),
    /// Insert or replace the end of a key. The key's own row, changed in the same commit, says what is expected.
    PutDeletion(Authenticated<CmkDeletionRow>),
    /// Remove the end of a key, if it has one.
    RemoveDeletion(CmkId),
    /// Remove a key with its versions and its end. In the same commit the revision of another key must grow by more than that of
    /// this one, so that [`KeyStore::cmk_revisions`] grows.
    Remove(CmkId, Expect),
}

/// Reads customer master keys.
#[async_trait::async_trait]
pub trait KeyStore: Send + Sync {
    /// Number of secrets that use each key.
    async fn cmk_usage(&self) -> Result<Vec<(CmkId, u64)>, StoreError>;
    /// Every key (bounded by the quota), oldest first.
    async fn cmks(&self) -> Result<Vec<Unverified<CmkRow>>, StoreError>;
    /// The end of every key that is scheduled for deletion.
    async fn cmk_deletions(&self) -> Result<Vec<Unverified<CmkDeletionRow>>, StoreError>;
    /// The sum of the revisions of every key: it grows with each change. Cheaper than the rows, for caches on several nodes.
    async fn cmk_revisions(&self) -> Result<u64, StoreError>;
    /// Every version of every key.
    async fn cmk_versions(&self) -> Result<Vec<Unverified<CmkVersionRow>>, StoreError>;
}
