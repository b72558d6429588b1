//! The installation itself, and the state of the database.

use super::StoreError;
use crate::rows::{Authenticated, InstallationRow, RowUpgrade, Unverified};

/// One change of the installation.
#[derive(Clone, Debug)]
pub enum InstallationChange {
    /// The first row of all; a conflict if there is one.
    Put(Authenticated<InstallationRow>),
    /// Verify every row by the previous encoding and authenticate it by the current one. A conflict if that has been done;
    /// [`StoreError::NotVerified`] names the row that does not verify. Memory does not grow with the number of rows.
    Upgrade(RowUpgrade),
}

/// Reads the installation and the state of the database.
#[async_trait::async_trait]
pub trait InstallationStore: Send + Sync {
    /// The installation, if initialised.
    async fn installation(&self) -> Result<Option<Unverified<InstallationRow>>, StoreError>;
    /// Whether commits can be expected to succeed. Answers within about two seconds and changes nothing.
    async fn ready(&self) -> Result<(), StoreError>;
    /// Whether another process may write to this database, so that caches must check revisions.
    fn shared(&self) -> bool;
}
