//! What a page brings back: encrypted for a purpose and a place, good for a while. Nothing is stored for what never comes back.

use crate::{CoreError, engine::Vault, keyed::B64};
use base64::Engine as _;
use strongroom_crypto::Plaintext;
use strongroom_domain::Timestamp;

/// Encrypts `content` as of now.
pub(crate) fn encrypt(
    vault: &Vault,
    purpose: &str,
    place: &[u8],
    now: Timestamp,
    content: &[u8],
) -> Result<String, CoreError> {
    let record = Plaintext::new([now.0.to_be_bytes().as_slice(), content].concat());
    Ok(B64.encode(vault.keyring.encrypt_record(purpose, place, record.expose())?))
}

/// The content, if it was encrypted for this purpose and place less than `waits_ms` milliseconds ago.
pub(crate) fn decrypt(
    vault: &Vault,
    purpose: &str,
    place: &[u8],
    now: Timestamp,
    waits_ms: i64,
    ticket: &str,
) -> Option<Plaintext> {
    let record = vault.keyring.decrypt_record(purpose, place, &B64.decode(ticket).ok()?).ok()?;
    let (made, content) = record.expose().split_first_chunk()?;
    let age = now.0.saturating_sub(i64::from_be_bytes(*made));
    (0..waits_ms).contains(&age).then(|| Plaintext::new(content.to_vec()))
}
