//! The key of blocks, once the keyring is open.

use std::sync::{Arc, PoisonError, RwLock};
use strongroom_core::rows::BlockKey;
use strongroom_trail::Block;

/// Shared by the writer and everything that reads blocks. Empty while the server is sealed.
#[derive(Clone, Debug, Default)]
pub(crate) struct BlockKeySlot(Arc<RwLock<Option<BlockKey>>>);

impl BlockKeySlot {
    pub fn set(&self, key: BlockKey) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Some(key);
    }

    pub fn get(&self) -> Option<BlockKey> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Whether the events of a block may be shown. A sealed server shows none to anybody, and cannot tell.
    pub fn accepts(&self, block: &Block) -> bool {
        self.get().is_none_or(|key| key.is_authentic(block))
    }
}
