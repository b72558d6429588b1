//! State that a page returns: encrypted for a purpose and a binding, valid for a limited time. Nothing is stored for a page that
//! is abandoned.

use crate::{CoreError, engine::Vault, keyed::B64};
use base64::Engine as _;
use strongroom_crypto::Plaintext;
use strongroom_domain::Timestamp;

/// Encrypts `content` as of now.
pub(crate) fn encrypt(
    vault: &Vault,
    purpose: &str,
    binding: &[u8],
    now: Timestamp,
    content: &[u8],
) -> Result<String, CoreError> {
    let record = Plaintext::new([now.0.to_be_bytes().as_slice(), content].concat());
    Ok(B64.encode(vault.keyring.encrypt_record(purpose, binding, record.expose())?))
}

/// The content, if it was encrypted for this purpose and binding less than `waits_ms` milliseconds ago.
pub(crate) fn decrypt(
    vault: &Vault,
    purpose: &str,
    binding: &[u8],
    now: Timestamp,
    waits_ms: i64,
    ticket: &str,
) -> Option<Plaintext> {
    let record = vault.keyring.decrypt_record(purpose, binding, &B64.decode(ticket).ok()?).ok()?;
    let (made, content) = record.expose().split_first_chunk()?;
    let age = now.0.saturating_sub(i64::from_be_bytes(*made));
    (0..waits_ms).contains(&age).then(|| Plaintext::new(content.to_vec()))
}
