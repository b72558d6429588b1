//! The installation key, encrypted with each root key that opens the installation.
//!
//! Everything is derived from the installation key. A root key only decrypts it, so that a new root key, another passphrase or
//! another kind of root key changes a few hundred bytes and none of the data; and two root keys can be valid at the same time.

use crate::{
    CryptoError, RootKey, labels,
    primitive::kdf::{self, Prk},
    salted_box,
};

/// First bytes of a wrapped installation key: magic, format 1, suite 1.
const MAGIC: [u8; 5] = *b"SRW\x01\x01";

/// The installation key under one root key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrappedKey {
    /// Public value that tells this root key from the others of the installation.
    pub root_check: [u8; 32],
    /// The encrypted key.
    pub encrypted: Vec<u8>,
}

/// The public value that only this root key gives in this installation.
pub(crate) fn root_check(root: &RootKey, installation: &[u8; 16]) -> [u8; 32] {
    *prk(root).key(labels::ROOT_CHECK, installation)
}

/// Encrypts the installation key with a root key.
pub(crate) fn wrap(root: &RootKey, installation: &[u8; 16], key: &RootKey) -> Result<WrappedKey, CryptoError> {
    let mut encrypted = MAGIC.to_vec();
    let wrapping = Prk::new(&prk(root).key(labels::INSTALLATION_KEY, installation));
    salted_box::encrypt(&wrapping, &aad(installation), key.bytes(), &mut encrypted)?;
    Ok(WrappedKey { root_check: root_check(root, installation), encrypted })
}

/// Decrypts what [`wrap`] encrypted.
pub(crate) fn unwrap(root: &RootKey, installation: &[u8; 16], encrypted: &[u8]) -> Result<RootKey, CryptoError> {
    let encrypted = encrypted.strip_prefix(&MAGIC).ok_or(CryptoError::Malformed)?;
    if encrypted.len() != 32 + salted_box::OVERHEAD {
        return Err(CryptoError::Malformed);
    }
    let wrapping = Prk::new(&prk(root).key(labels::INSTALLATION_KEY, installation));
    let mut key = RootKey::zeroed();
    salted_box::decrypt_into(&wrapping, &aad(installation), encrypted, key.bytes_mut())?;
    Ok(key)
}

fn prk(root: &RootKey) -> Prk {
    Prk::new(&kdf::extract(labels::ROOT_EXTRACT, root.bytes()))
}

fn aad(installation: &[u8; 16]) -> Vec<u8> {
    [MAGIC.as_slice(), installation].concat()
}
