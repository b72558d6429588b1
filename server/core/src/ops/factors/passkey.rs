//! The answer of a passkey, held against those of one user.

use super::ceremony::{For, state_of, use_up};
use crate::{CoreError, engine::Context, ports::Change, rows::MfaDeviceRow};
use strongroom_trail::Detail;

/// What a browser answers with a passkey.
#[derive(Clone)]
pub struct PasskeyAnswer {
    /// From [`Engine::ask_passkey`](crate::Engine::ask_passkey), or from [`CreatePasskey`](crate::ops::passkeys::CreatePasskey) for a new one.
    pub ticket: String,
    /// The browser's credential as JSON, as `PublicKeyCredential.toJSON` writes it.
    pub answer: String,
}

/// The factors as they are after this answer, with what keeps it from working again; or why it does not count.
pub(super) fn held_against(
    cx: &mut Context<'_>,
    mut device: MfaDeviceRow,
    given: &PasskeyAnswer,
) -> Result<Result<(MfaDeviceRow, Change), &'static str>, CoreError> {
    let Some(state) = state_of(cx, &given.ticket, For::Proof) else {
        return Ok(Err("the question was not asked here, or too long ago"));
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
