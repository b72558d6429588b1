//! Secrets and their versions.

use super::{Expect, StoreError};
use crate::rows::{Authenticated, SecretRow, Unverified, VersionRow};
use strongroom_domain::{SecretFilter, SecretId, SecretName, SecretSort, Timestamp, Total, VersionId};

/// One change of a secret.
#[derive(Clone, Debug)]
pub enum SecretChange {
    /// Insert or replace a secret, its tags and its search entry.
    Put(Authenticated<SecretRow>, Expect),
    /// Remove a secret with its versions and tags.
    Remove(SecretId, Expect),
    /// Insert a version; a conflict if the secret has one of that id.
    PutVersion(Authenticated<VersionRow>),
    /// Remove a version.
    RemoveVersion(SecretId, VersionId),
}

/// A position in a sorted list: the sort column's value and the id of the last row seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecretPosition {
    /// Value of the sort column (text for names, decimal milliseconds for times).
    pub key: String,
    /// Id of the row.
    pub id: [u8; 16],
}

/// Which part of a list.
#[derive(Clone, Debug)]
pub enum SecretSlice {
    /// The rows after a position; from the start if `None`.
    After(Option<SecretPosition>),
    /// The rows before a position, still in list order.
    Before(SecretPosition),
    /// Skip rows and count all: only for vendor APIs that page by number.
    Skip(u64),
}

/// A page of secrets.
#[derive(Clone, Debug)]
pub struct SecretList {
    /// Rows in order, at most the limit.
    pub rows: Vec<Unverified<SecretRow>>,
    /// Whether there are more in the direction of the slice.
    pub more: bool,
    /// Number of rows that match. Exact without a filter and for [`SecretSlice::Skip`]; otherwise counted up to
    /// [`strongroom_domain::limits::COUNTED`].
    pub total: Total,
}

/// Which secrets that carry a policy of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OwnPolicies {
    /// All of them.
    All,
    /// Those whose policy names principals that were never bound to ids.
    Unbound,
}

/// Reads secrets.
#[async_trait::async_trait]
pub trait SecretStore: Send + Sync {
    /// Secrets with a policy of their own, by id after `after`, at most `limit`.
    async fn secrets_with_policy(
        &self,
        which: OwnPolicies,
        after: Option<SecretId>,
        limit: u32,
    ) -> Result<Vec<Unverified<SecretRow>>, StoreError>;
    /// A secret by its name.
    async fn secret(&self, name: &SecretName) -> Result<Option<Unverified<SecretRow>>, StoreError>;
    /// A secret by its id.
    async fn secret_by_id(&self, id: SecretId) -> Result<Option<Unverified<SecretRow>>, StoreError>;
    /// Id and revision of a secret by its name; cheaper than the row, for caches on several nodes.
    async fn secret_revision(&self, name: &SecretName) -> Result<Option<(SecretId, u64)>, StoreError>;
    /// Every version of a secret, oldest first; at most [`strongroom_domain::limits::VERSIONS`].
    async fn versions(&self, secret: SecretId) -> Result<Vec<Unverified<VersionRow>>, StoreError>;
    /// A page of secrets.
    async fn secrets(
        &self,
        filter: &SecretFilter,
        sort: SecretSort,
        slice: &SecretSlice,
        limit: u32,
    ) -> Result<SecretList, StoreError>;
    /// Tag keys in use with the number of secrets, most used first, at most 50.
    async fn tag_keys(&self) -> Result<Vec<(String, u64)>, StoreError>;
    /// Secrets whose recovery window ended before `now`, at most `limit`.
    async fn purgeable(&self, now: Timestamp, limit: u32) -> Result<Vec<Unverified<SecretRow>>, StoreError>;
}
