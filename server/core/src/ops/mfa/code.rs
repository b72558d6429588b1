//! A code as a person types it, held against a second factor.

use super::recovery;
use crate::{CoreError, engine::Context, engine::MFA_DEVICE, rows::MfaDeviceRow};
use strongroom_crypto::{Plaintext, constant_time_eq, totp};
use strongroom_trail::Detail;
use zeroize::Zeroizing;

/// Digits of a one-time code.
const DIGITS: usize = 6;
/// Longest text that is looked at, in bytes.
const TYPED: usize = 64;

/// What failures are counted under: the user's name in one letter case, and the address. The password of the same user is
/// counted under the same.
pub(crate) fn attempt_keys(cx: &Context<'_>, name: &str) -> Vec<String> {
    let name: String = name.chars().take(TYPED).collect::<String>().to_ascii_lowercase();
    let mut keys = vec![format!("user/{name}")];
    keys.extend(cx.call.address.map(|a| format!("address/{a}")));
    keys
}

/// Uses up a code: the factor as it is afterwards, to be put beside what the code is for, without its next revision and MAC.
///
/// The try is counted before the code is looked at, so that a hundred at once are not a hundred first tries.
pub(crate) fn accept(
    cx: &mut Context<'_>,
    device: MfaDeviceRow,
    typed: &Plaintext,
    keys: &[String],
) -> Result<MfaDeviceRow, CoreError> {
    let (user, rest) = keys.split_at(1);
    let mut wait = cx.engine.attempts.wait_s(rest, cx.now);
    if wait == 0 {
        wait = cx.engine.attempts.begin(user, cx.now);
    }
    if wait > 0 {
        cx.because("too many failures before");
        return Err(CoreError::Throttled(wait));
    }
    match held_against(cx, device, typed)? {
        Ok(device) => {
            cx.engine.attempts.succeeded(user);
            Ok(device)
        }
        Err(reason) => {
            cx.because(reason);
            cx.engine.attempts.failed(rest, cx.now);
            Err(CoreError::Unauthenticated("the code is wrong or was used before"))
        }
    }
}

fn held_against(
    cx: &mut Context<'_>,
    mut device: MfaDeviceRow,
    typed: &Plaintext,
) -> Result<Result<MfaDeviceRow, &'static str>, CoreError> {
    let Some(typed) = bare(typed) else { return Ok(Err("not a code")) };
    if let Some(code) = one_time(&typed) {
        let secret = cx.vault.keyring.open_record(MFA_DEVICE, &device.id.0, &device.secret.0)?;
        let now_s = cx.now.unix_seconds().max(0).unsigned_abs();
        return Ok(match totp::matching_step(&secret, code, now_s, Some(device.last_step)) {
            Some(step) => {
                device.last_step = step;
                Ok(device)
            }
            None if totp::matching_step(&secret, code, now_s, None).is_some() => Err("a code that was used before"),
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
pub(super) fn one_time(bare: &str) -> Option<u32> {
    let digits = bare.len() == DIGITS && bare.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| bare.parse().ok()).flatten()
}

/// What was typed without the spaces and dashes that codes are shown with, in one letter case.
pub(super) fn bare(typed: &Plaintext) -> Option<Zeroizing<String>> {
    let text = std::str::from_utf8(typed.expose()).ok().filter(|text| text.len() <= TYPED)?;
    let mut bare = Zeroizing::new(String::with_capacity(text.len()));
    bare.extend(text.chars().filter(|c| !c.is_whitespace() && *c != '-').map(|c| c.to_ascii_lowercase()));
    Some(bare)
}
