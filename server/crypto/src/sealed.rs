//! The sealed box: the one way in which Strongroom encrypts under a long-lived key.
//!
//! `salt (32) ‖ ciphertext ‖ tag (16)`. Each box has its own AES-256-GCM key, derived with HKDF from the long-lived key
//! and a fresh 256-bit salt, and used with the all-zero nonce exactly once. The long-lived key itself never becomes a GCM
//! key, so no count of boxes wears it out.

use zeroize::Zeroizing;

use crate::{
    CryptoError, fill_random, labels,
    primitive::{
        aead::{self, NONCE, TAG},
        kdf::Prk,
    },
};

/// Bytes of the salt.
pub(crate) const SALT: usize = 32;
/// Bytes a box is longer than its content.
pub(crate) const OVERHEAD: usize = SALT + TAG;

/// Appends a box with `content` to `out`.
pub(crate) fn seal(key: &Prk, aad: &[u8], content: &[u8], out: &mut Vec<u8>) -> Result<(), CryptoError> {
    let mut salt = [0; SALT];
    fill_random(&mut salt)?;
    out.extend_from_slice(&salt);
    let key = key.key(labels::BOX, &salt);
    aead::seal(&key, [0; NONCE], aad, content, out)
}

/// Opens a box into `out`, which must be exactly [`OVERHEAD`] bytes shorter than the box.
pub(crate) fn open_into(key: &Prk, aad: &[u8], sealed: &[u8], out: &mut [u8]) -> Result<(), CryptoError> {
    let (salt, rest) = sealed.split_first_chunk::<SALT>().ok_or(CryptoError::Malformed)?;
    let key = key.key(labels::BOX, salt);
    aead::open(&key, [0; NONCE], aad, rest, out)
}

/// Opens a box of any length.
pub(crate) fn open(key: &Prk, aad: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, CryptoError> {
    let length = sealed.len().checked_sub(OVERHEAD).ok_or(CryptoError::Malformed)?;
    let mut out = Zeroizing::new(vec![0; length]);
    open_into(key, aad, sealed, &mut out)?;
    Ok(out)
}
