//! Operations, one file each: request, output, rules, run.

pub mod access_keys;
pub mod groups;
pub mod keys;
pub mod mfa;
pub mod passkeys;
pub mod policies;
pub(crate) mod principals;
pub mod roles;
pub mod secrets;
pub mod sts;
pub mod system;
pub(crate) mod ticket;
pub mod trail;
pub mod users;

use crate::{CoreError, engine::Context};
use base64::Engine as _;
use strongroom_crypto::{Keyring, constant_time_eq};
use strongroom_domain::{Field, FieldError, Problem, Unit};

/// A caller saw revision `expected`; somebody may have changed the row since.
pub(crate) fn check_revision(expected: Option<u64>, is: u64) -> Result<(), CoreError> {
    if expected.is_none_or(|e| e == is) { Ok(()) } else { Err(CoreError::Conflict) }
}

/// A page of a list has 1 to `most` entries.
pub(crate) fn check_page(entries: u32, most: u32) -> Result<(), FieldError> {
    if (1..=most).contains(&entries) {
        return Ok(());
    }
    Err(FieldError::new(Field::PageSize, Problem::Range { min: 1, max: most, unit: Unit::Entries }))
}

const B64: base64::engine::GeneralPurpose = base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// Makes a page cursor that cannot be altered: the bytes and a keyed fingerprint.
pub(crate) fn make_cursor(cx: &Context<'_>, purpose: &str, bytes: &[u8]) -> String {
    keyed(&cx.vault.keyring, purpose, bytes)
}

/// See [`make_cursor`].
pub(crate) fn keyed(keyring: &Keyring, purpose: &str, bytes: &[u8]) -> String {
    let mut out = keyring.token_fingerprint(purpose, bytes).to_vec();
    out.extend_from_slice(bytes);
    B64.encode(out)
}

/// Reads a cursor made by [`make_cursor`] for the same purpose.
pub(crate) fn read_cursor(cx: &Context<'_>, purpose: &str, cursor: &str) -> Result<Vec<u8>, CoreError> {
    read_keyed(&cx.vault.keyring, purpose, cursor)
}

/// See [`read_cursor`].
pub(crate) fn read_keyed(keyring: &Keyring, purpose: &str, cursor: &str) -> Result<Vec<u8>, CoreError> {
    let broken = || FieldError::new(Field::Cursor, Problem::UnknownCursor);
    let bytes = B64.decode(cursor).map_err(|_| broken())?;
    let (mac, rest) = bytes.split_at_checked(16).ok_or_else(broken)?;
    if !constant_time_eq(mac, &keyring.token_fingerprint(purpose, rest)) {
        return Err(broken().into());
    }
    Ok(rest.to_vec())
}
