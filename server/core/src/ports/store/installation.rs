//! The installation itself, and the state of the database.

use super::StoreError;
use crate::rows::{Authenticated, InstallationRow, RootKeyRow, RowUpgrade, Unverified};

/// One change of the installation.
#[derive(Clone, Debug)]
pub enum InstallationChange {
    /// The first row of all; a conflict if there is one.
    Put(Authenticated<InstallationRow>),
    /// Verify every row by the previous encoding and authenticate it by the current one. A conflict if that has been done;
    /// [`StoreError::NotVerified`] names the row that does not verify. Memory does not grow with the number of rows.
    Upgrade(RowUpgrade),
    /// One more root key that opens the installation; a conflict if it is there.
    PutRootKey(Authenticated<RootKeyRow>),
    /// The root key of this check value opens the installation no longer; a conflict if it is not there.
    RemoveRootKey([u8; 32]),
}

/// Reads the installation and the state of the database.
#[async_trait::async_trait]
pub trait InstallationStore: Send + Sync {
    /// The installation, if initialised.
    async fn installation(&self) -> Result<Option<Unverified<InstallationRow>>, StoreError>;
    /// The root keys that open the installation, the oldest first; none in an installation of an earlier program.
    async fn root_keys(&self) -> Result<Vec<Unverified<RootKeyRow>>, StoreError>;
    /// Whether commits can be expected to succeed. Answers within about two seconds and changes nothing.
    async fn ready(&self) -> Result<(), StoreError>;
    /// Whether another process may write to this database, so that caches must check revisions.
    fn shared(&self) -> bool;
}
