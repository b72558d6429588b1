use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
};

use zeroize::Zeroizing;

use crate::{
    CryptoError, fill_random,
    primitive::{Key, kdf::Prk},
    sealed,
};

/// First bytes of a sealed master-key version: magic, format 1, suite 1.
const MAGIC: [u8; 5] = *b"SRK\x01\x01";

/// A master key's id and version.
type Id = ([u8; 16], u32);

/// The loaded versions of customer master keys, each with its prepared state.
pub(crate) struct MasterKeys {
    installation: [u8; 16],
    root: Prk,
    loaded: RwLock<HashMap<Id, Arc<Prk>>>,
}

impl MasterKeys {
    /// None loaded; rows are sealed under `root`.
    pub(crate) fn new(installation: [u8; 16], root: Prk) -> Self {
        Self { installation, root, loaded: RwLock::default() }
    }

    /// Makes a new version and gives the bytes for its row. It is not loaded.
    pub(crate) fn create(&self, id: Id) -> Result<Vec<u8>, CryptoError> {
        if self.get(id).is_some() {
            return Err(CryptoError::KeyExists);
        }
        let mut key: Key = Zeroizing::new([0; 32]);
        fill_random(key.as_mut())?;
        let mut row = Vec::with_capacity(MAGIC.len() + 32 + sealed::OVERHEAD);
        row.extend_from_slice(&MAGIC);
        sealed::seal(&self.root, &self.associated_data(id), key.as_ref(), &mut row)?;
        Ok(row)
    }

    /// Loads a version from its row, in place of what was loaded under the same id.
    pub(crate) fn load(&self, id: Id, row: &[u8]) -> Result<(), CryptoError> {
        let sealed = row.strip_prefix(&MAGIC).ok_or(CryptoError::Malformed)?;
        if sealed.len() != 32 + sealed::OVERHEAD {
            return Err(CryptoError::Malformed);
        }
        let mut key: Key = Zeroizing::new([0; 32]);
        sealed::open_into(&self.root, &self.associated_data(id), sealed, key.as_mut())?;
        let mut loaded = self.loaded.write().unwrap_or_else(PoisonError::into_inner);
        loaded.insert(id, Arc::new(Prk::new(&key)));
        Ok(())
    }

    /// Forgets every version of one master key.
    pub(crate) fn forget(&self, cmk: [u8; 16]) {
        let mut loaded = self.loaded.write().unwrap_or_else(PoisonError::into_inner);
        loaded.retain(|(id, _), _| *id != cmk);
    }

    /// The prepared state of a loaded version.
    pub(crate) fn get(&self, id: Id) -> Option<Arc<Prk>> {
        let loaded = self.loaded.read().unwrap_or_else(PoisonError::into_inner);
        loaded.get(&id).cloned()
    }

    fn associated_data(&self, (cmk, version): Id) -> Vec<u8> {
        [MAGIC.as_slice(), &self.installation, &cmk, &version.to_be_bytes()].concat()
    }
}
