//! Recovery codes: for when the devices are lost.

use crate::CoreError;
use strongroom_crypto::{Keyring, Plaintext};
use strongroom_domain::{MfaDeviceId, limits};

/// Letters and digits that cannot be taken for one another.
const ALPHABET: &[u8] = b"abcdefghjkmnpqrstuvwxyz23456789";

/// Characters of a code: 79 bits.
const LENGTH: usize = 16;

/// Fresh recovery codes, in groups of four. Each works once in place of a one-time code.
pub struct RecoveryCodes(pub Vec<Plaintext>);

/// Fresh codes, and what is stored of them.
pub(crate) fn fresh(keyring: &Keyring, device: MfaDeviceId) -> Result<(RecoveryCodes, Vec<[u8; 16]>), CoreError> {
    let (mut shown, mut stored) = (Vec::new(), Vec::new());
    for _ in 0..limits::RECOVERY_CODES {
        let code = crate::random::text(LENGTH, ALPHABET)?;
        stored.push(keyring.token_fingerprint(PURPOSE, &[&device.0, code.expose()].concat()));
        shown.push(Plaintext::new(code.expose().chunks(4).collect::<Vec<_>>().join(&b'-')));
    }
    Ok((RecoveryCodes(shown), stored))
}

/// What is stored of a code: keyed, so that a stolen database gives no code.
pub(super) fn fingerprint(keyring: &Keyring, device: MfaDeviceId, bare: &str) -> [u8; 16] {
    keyring.token_fingerprint(PURPOSE, &[&device.0, bare.as_bytes()].concat())
}

const PURPOSE: &str = "recovery-code";
