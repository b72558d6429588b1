//! Verifies a typed code of a second factor.

use super::recovery;
use crate::{AuthFailure, CoreError, engine::Context, engine::MFA_DEVICE, rows::MfaDeviceRow};
use strongroom_crypto::{Plaintext, constant_time_eq, totp};
use strongroom_domain::limits;
use strongroom_trail::Detail;
use zeroize::Zeroizing;

/// Digits of a one-time code.
const DIGITS: usize = 6;

/// The error for a wrong code.
pub(super) const REFUSED: CoreError = CoreError::Unauthenticated(AuthFailure::Code);

/// The factors after this code is used, or why it is not accepted.
pub(super) fn verify(
    cx: &mut Context<'_>,
    mut device: MfaDeviceRow,
    typed: &Plaintext,
) -> Result<Result<MfaDeviceRow, &'static str>, CoreError> {
    let Some(typed) = bare(typed) else { return Ok(Err("not a code")) };
    if let Some(code) = one_time(&typed) {
        let Some(encrypted) = &device.secret else { return Ok(Err("no authenticator app is set up")) };
        let secret = cx.vault.keyring.decrypt_record(MFA_DEVICE, &device.id.0, &encrypted.0)?;
        let now_s = cx.now.unix_seconds().max(0).unsigned_abs();
        return Ok(match totp::matching_step(&secret, code, now_s, Some(device.last_step)) {
            Some(step) => {
                device.last_step = step;
                Ok(device)
            }
            None if totp::matching_step(&secret, code, now_s, None).is_some() => Err("the code was used before"),
            None => Err("wrong code"),
        });
    }
    let fingerprint = recovery::fingerprint(&cx.vault.keyring, device.id, &typed);
    let Some(at) = device.recovery.iter().position(|left| constant_time_eq(left, &fingerprint)) else {
        return Ok(Err("wrong recovery code"));
    };
    device.recovery.remove(at);
    cx.note(Detail::State, format!("recovery code used, {} left", device.recovery.len()));
    Ok(Ok(device))
}

/// The number of a one-time code.
pub(crate) fn one_time(bare: &str) -> Option<u32> {
    let digits = bare.len() == DIGITS && bare.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| bare.parse().ok()).flatten()
}

/// What was typed without the spaces and dashes that codes are shown with, in one letter case.
pub(crate) fn bare(typed: &Plaintext) -> Option<Zeroizing<String>> {
    let text = std::str::from_utf8(typed.expose()).ok().filter(|text| text.len() <= limits::CODE)?;
    let mut bare = Zeroizing::new(String::with_capacity(text.len()));
    bare.extend(text.chars().filter(|c| !c.is_whitespace() && *c != '-').map(|c| c.to_ascii_lowercase()));
    Some(bare)
}
