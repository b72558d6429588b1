//! Bytes that clients keep and return, under a keyed fingerprint: clients cannot alter them.

use crate::CoreError;
use base64::Engine as _;
use strongroom_crypto::{Keyring, constant_time_eq};
use strongroom_domain::{Field, FieldError, Problem};

/// How such bytes are spelled.
pub(crate) const B64: base64::engine::GeneralPurpose = base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// The bytes and their fingerprint for this purpose.
pub(crate) fn encode(keyring: &Keyring, purpose: &str, bytes: &[u8]) -> String {
    let mut out = keyring.token_fingerprint(purpose, bytes).to_vec();
    out.extend_from_slice(bytes);
    B64.encode(out)
}

/// Reads what [`encode`] made for the same purpose.
pub(crate) fn decode(keyring: &Keyring, purpose: &str, text: &str) -> Result<Vec<u8>, CoreError> {
    let broken = || FieldError::new(Field::Cursor, Problem::UnknownCursor);
    let bytes = B64.decode(text).map_err(|_| broken())?;
    let (mac, rest) = bytes.split_at_checked(16).ok_or_else(broken)?;
    if !constant_time_eq(mac, &keyring.token_fingerprint(purpose, rest)) {
        return Err(broken().into());
    }
    Ok(rest.to_vec())
}
