//! State that a page returns: encrypted for a purpose and a binding, valid for a limited time. Nothing is stored for a page that
//! is abandoned.

use crate::{CoreError, Engine, engine::Vault, keyed::B64};
use base64::Engine as _;
use strongroom_crypto::Plaintext;

/// Encrypts `content` as of now.
pub(crate) fn encrypt(
    engine: &Engine,
    vault: &Vault,
    purpose: &str,
    binding: &[u8],
    content: &[u8],
) -> Result<String, CoreError> {
    let record = Plaintext::new([engine.stamp().as_slice(), content].concat());
    Ok(B64.encode(vault.keyring.encrypt_record(purpose, binding, record.expose())?))
}

/// The content, if it was encrypted for this purpose and binding less than `waits_ms` milliseconds ago.
pub(crate) fn decrypt(
    engine: &Engine,
    vault: &Vault,
    purpose: &str,
    binding: &[u8],
    waits_ms: i64,
    ticket: &str,
) -> Option<Plaintext> {
    let record = vault.keyring.decrypt_record(purpose, binding, &B64.decode(ticket).ok()?).ok()?;
    let (made, content) = record.expose().split_first_chunk()?;
    (0..waits_ms).contains(&engine.stamp_age_ms(made)).then(|| Plaintext::new(content.to_vec()))
}
