//! Verifies the response of a passkey of one user.

use super::ceremony::{CeremonyPurpose, state_of, use_up};
use crate::{CoreError, engine::Context, ports::Change, rows::MfaDeviceRow};
use strongroom_trail::Detail;

/// The response of a browser to a passkey prompt.
#[derive(Clone)]
pub struct PasskeyResponse {
    /// From [`Engine::passkey_prompt`](crate::Engine::passkey_prompt), or from [`CreatePasskey`](crate::ops::passkeys::CreatePasskey) for a new one.
    pub ticket: String,
    /// The browser's credential as JSON, as `PublicKeyCredential.toJSON` writes it.
    pub answer: String,
}

/// The factors after this response, with the change that marks it as used; or why it is not accepted.
pub(super) fn verify(
    cx: &mut Context<'_>,
    mut device: MfaDeviceRow,
    given: &PasskeyResponse,
) -> Result<Result<(MfaDeviceRow, Change), &'static str>, CoreError> {
    let Some(state) = state_of(cx, &given.ticket, CeremonyPurpose::Proof) else {
        return Ok(Err("the prompt is unknown or has expired"));
    };
    let credentials: Vec<&str> = device.passkeys.iter().map(|passkey| passkey.credential.as_str()).collect();
    let answered = match cx.engine.relying_party()?.finish(&state, &given.answer, &credentials) {
        Ok(answered) => answered,
        Err(refused) => return Ok(Err(refused.0)),
    };
    if let Some(passkey) = device.passkeys.get_mut(answered.place) {
        (passkey.credential, passkey.used) = (answered.credential, Some(cx.now));
        cx.note(Detail::State, format!("with the passkey {}", passkey.name));
    }
    let used = use_up(cx, &given.ticket);
    Ok(Ok((device, used)))
}
