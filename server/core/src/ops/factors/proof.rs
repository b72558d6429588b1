//! Verifies the second factor of a person.

use super::{PasskeyResponse, code, passkey, put};
use crate::{
    CoreError,
    engine::{Attempt, Context, CountedTry, PASSKEY_REFUSED},
    ports::Change,
    rows::{MfaDeviceRow, UserRow},
};
use strongroom_crypto::Plaintext;

/// A proof of a second factor.
pub enum Proof {
    /// A one-time code or a recovery code, as typed.
    Code(Plaintext),
    /// The response of a passkey.
    Passkey(PasskeyResponse),
}

/// Verifies and uses a proof: the changes to commit with what it is for.
///
/// The attempt is counted before the proof is verified, so that a hundred concurrent attempts are not a hundred first ones.
pub(crate) fn accept(
    cx: &mut Context<'_>,
    attempt: Attempt,
    user: &UserRow,
    device: MfaDeviceRow,
    proof: &Proof,
) -> Result<Vec<Change>, CoreError> {
    let counted = CountedTry::begin(cx, attempt, user.name.as_str(), Some(user.id))?;
    let (refused, accepted) = match proof {
        Proof::Code(typed) => (code::REFUSED, code::verify(cx, device, typed)?.map(|device| (device, None))),
        Proof::Passkey(answer) => {
            let accepted = passkey::verify(cx, device, answer)?;
            (PASSKEY_REFUSED, accepted.map(|(device, used)| (device, Some(used))))
        }
    };
    match accepted {
        Ok((device, used)) => {
            counted.succeeded(cx);
            Ok([put(cx, device)].into_iter().chain(used).collect())
        }
        Err(reason) => {
            cx.because(reason);
            Err(refused)
        }
    }
}
