//! Verifies the second factor of a person.

use super::{PasskeyResponse, code, passkey, put};
use crate::{
    CoreError,
    engine::{Context, PASSKEY_REFUSED},
    ports::Change,
    rows::MfaDeviceRow,
};
use strongroom_crypto::Plaintext;

/// Longest name that is counted as a name of its own, in characters.
const NAME: usize = 64;

/// A proof of a second factor.
pub enum Proof {
    /// A one-time code or a recovery code, as typed.
    Code(Plaintext),
    /// The response of a passkey.
    Passkey(PasskeyResponse),
}

/// What failures are counted under: the user's name in one letter case, and the address. The password of the same user is
/// counted under the same.
pub(crate) fn attempt_keys(cx: &Context<'_>, name: &str) -> Vec<String> {
    let name: String = name.chars().take(NAME).collect::<String>().to_ascii_lowercase();
    let mut keys = vec![format!("user/{name}")];
    keys.extend(cx.call.address.map(|a| format!("address/{a}")));
    keys
}

/// Verifies and uses a proof: the changes to commit with what it is for.
///
/// The attempt is counted before the proof is verified, so that a hundred concurrent attempts are not a hundred first ones.
pub(crate) fn accept(
    cx: &mut Context<'_>,
    device: MfaDeviceRow,
    proof: &Proof,
    keys: &[String],
) -> Result<Vec<Change>, CoreError> {
    let (user, rest) = keys.split_at(1);
    let mut wait = cx.engine.attempts.wait_s(rest, cx.uptime);
    if wait == 0 {
        wait = cx.engine.attempts.begin(user, cx.uptime);
    }
    if wait > 0 {
        cx.because("too many failures before");
        return Err(CoreError::Throttled { retry_after_s: wait });
    }
    let (refused, accepted) = match proof {
        Proof::Code(typed) => (code::REFUSED, code::verify(cx, device, typed)?.map(|device| (device, None))),
        Proof::Passkey(answer) => {
            let accepted = passkey::verify(cx, device, answer)?;
            (PASSKEY_REFUSED, accepted.map(|(device, used)| (device, Some(used))))
        }
    };
    match accepted {
        Ok((device, used)) => {
            cx.engine.attempts.succeeded(user);
            Ok([put(cx, device)].into_iter().chain(used).collect())
        }
        Err(reason) => {
            cx.because(reason);
            cx.engine.attempts.failed(rest, cx.uptime);
            Err(refused)
        }
    }
}
