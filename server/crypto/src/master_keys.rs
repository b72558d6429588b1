use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
};

use zeroize::Zeroizing;

use crate::{
    CryptoError, fill_random,
    primitive::{Key, kdf::Prk},
    salted_box,
};

/// First bytes of an encrypted master-key version: magic, format 1, suite 1.
const MAGIC: [u8; 5] = *b"SRK\x01\x01";

/// A master key's id and version.
type CmkVersion = ([u8; 16], u32);

/// The loaded versions of customer master keys, each with its prepared state.
pub(crate) struct MasterKeys {
    installation: [u8; 16],
    root: Prk,
    loaded: RwLock<HashMap<CmkVersion, Arc<Prk>>>,
}

impl MasterKeys {
    /// No version is loaded; rows are encrypted under `root`.
    pub(crate) fn new(installation: [u8; 16], root: Prk) -> Self {
        Self { installation, root, loaded: RwLock::default() }
    }

    /// Creates a new version and returns the bytes for its row. It is not loaded.
    pub(crate) fn create(&self, id: CmkVersion) -> Result<Vec<u8>, CryptoError> {
        if self.get(id).is_some() {
            return Err(CryptoError::KeyExists);
        }
        let mut key: Key = Zeroizing::new([0; 32]);
        fill_random(key.as_mut())?;
        let mut row = Vec::with_capacity(MAGIC.len() + 32 + salted_box::OVERHEAD);
        row.extend_from_slice(&MAGIC);
        salted_box::encrypt(&self.root, &self.associated_data(id), key.as_ref(), &mut row)?;
        Ok(row)
    }

    /// Loads a version from its row. Replaces one loaded under the same id.
    pub(crate) fn load(&self, id: CmkVersion, row: &[u8]) -> Result<(), CryptoError> {
        let encrypted = row.strip_prefix(&MAGIC).ok_or(CryptoError::Malformed)?;
        if encrypted.len() != 32 + salted_box::OVERHEAD {
            return Err(CryptoError::Malformed);
        }
        let mut key: Key = Zeroizing::new([0; 32]);
        salted_box::decrypt_into(&self.root, &self.associated_data(id), encrypted, key.as_mut())?;
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
    pub(crate) fn get(&self, id: CmkVersion) -> Option<Arc<Prk>> {
        let loaded = self.loaded.read().unwrap_or_else(PoisonError::into_inner);
        loaded.get(&id).cloned()
    }

    fn associated_data(&self, (cmk, version): CmkVersion) -> Vec<u8> {
        [MAGIC.as_slice(), &self.installation, &cmk, &version.to_be_bytes()].concat()
    }
}
