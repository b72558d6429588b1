//! Verification of rows for the store, which has no keys.

use super::{Authenticate, BlockKey, NotVerified, RowUpgrade, Unverified};
use std::{fmt, sync::Arc};
use strongroom_crypto::Keyring;

/// Verifies every row of a database that was restored.
#[derive(Clone)]
pub struct RowCheck(Arc<Keyring>);

impl RowCheck {
    /// With the keyring of the installation the rows belong to.
    pub fn new(keyring: Arc<Keyring>) -> Self {
        Self(keyring)
    }

    /// Verifies the MAC of a row.
    ///
    /// # Errors
    /// The installation did not write the row as it is.
    pub fn row<R: Authenticate>(&self, found: Unverified<R>) -> Result<R, NotVerified> {
        found.verify(&self.0)
    }

    /// Verifies and makes the MACs of blocks of the trail.
    pub fn block_key(&self) -> BlockKey {
        BlockKey::new(self.0.audit_key())
    }

    /// The upgrade of rows that an earlier program wrote, if one of this encoding did.
    pub fn upgrade(&self, from: u32) -> Option<RowUpgrade> {
        RowUpgrade::new(from, Arc::clone(&self.0))
    }
}

impl fmt::Debug for RowCheck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RowCheck")
    }
}
