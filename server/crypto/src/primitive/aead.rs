//! AES-256-GCM with 96-bit nonces and 128-bit tags.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};

use crate::CryptoError;

/// Bytes of a nonce.
pub(crate) const NONCE: usize = 12;
/// Bytes of a tag.
pub(crate) const TAG: usize = 16;

fn schedule(key: &[u8; 32]) -> Result<LessSafeKey, CryptoError> {
    let key = UnboundKey::new(&AES_256_GCM, key).map_err(|_| CryptoError::Unavailable)?;
    Ok(LessSafeKey::new(key))
}

/// Encrypts `plaintext` and appends ciphertext and tag to `out`. A pair of `key` and `nonce` must never be used for two messages.
pub(crate) fn encrypt(
    key: &[u8; 32],
    nonce: [u8; NONCE],
    aad: &[u8],
    plaintext: &[u8],
    out: &mut Vec<u8>,
) -> Result<(), CryptoError> {
    let start = out.len();
    out.resize(start + plaintext.len() + TAG, 0);
    let (ciphertext, tag) = out[start..].split_at_mut(plaintext.len());
    schedule(key)?
        .seal_out_of_place_scatter(Nonce::assume_unique_for_key(nonce), Aad::from(aad), plaintext, ciphertext, &[], tag)
        .map_err(|_| CryptoError::Unavailable)
}

/// Decrypts `encrypted` (ciphertext and tag) into `out`, which must be exactly [`TAG`] bytes shorter. After an error the content
/// of `out` must not be used.
pub(crate) fn decrypt(
    key: &[u8; 32],
    nonce: [u8; NONCE],
    aad: &[u8],
    encrypted: &[u8],
    out: &mut [u8],
) -> Result<(), CryptoError> {
    let (ciphertext, tag) = encrypted.split_last_chunk::<TAG>().ok_or(CryptoError::Malformed)?;
    schedule(key)?
        .open_separate_gather(Nonce::assume_unique_for_key(nonce), Aad::from(aad), ciphertext, tag, out)
        .map_err(|_| CryptoError::Refused)
}
