//! MACs of the trail's blocks, for the store, which has no keys.

use std::fmt;
use strongroom_crypto::AuditKey;
use strongroom_trail::Block;

/// Makes and verifies the MACs of blocks.
#[derive(Clone)]
pub struct BlockKey(AuditKey);

impl BlockKey {
    /// With the installation's key.
    pub fn new(key: AuditKey) -> Self {
        Self(key)
    }

    /// The MAC of a block.
    pub fn mac(&self, block: &Block) -> [u8; 32] {
        self.0.mac(&[&block.authenticated_header(), &block.nonces, &block.body])
    }

    /// Whether this installation wrote the block as it is. A sealed server has no key: what it records, refused tries to unseal, has no MAC, and
    /// nothing else may have none.
    pub fn is_authentic(&self, block: &Block) -> bool {
        match &block.mac {
            Some(mac) => self.0.verifies(&[&block.authenticated_header(), &block.nonces, &block.body], mac),
            None => block.is_of_sealed_server(),
        }
    }
}

impl fmt::Debug for BlockKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BlockKey")
    }
}
