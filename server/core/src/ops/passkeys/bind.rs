//! BindPasskey: adds the passkey that the browser has made.

use super::create::FULL;
use crate::{
    CoreError, Thing,
    engine::{Context, Done, PASSKEY_REFUSED, Run},
    ops::factors::{CeremonyPurpose, PasskeyResponse, RecoveryCodes, calling_user, factors, keep, state_of, use_up},
    rows::PasskeyRow,
};
use strongroom_domain::{Action, PasskeyId, PasskeyName, limits};
use strongroom_trail::Detail;

/// Request.
pub struct BindPasskey {
    /// What its owner calls it; no two of one user are called the same.
    pub name: PasskeyName,
    /// The ticket of [`CreatePasskey`](super::CreatePasskey) and what the browser has made.
    pub answer: PasskeyResponse,
}

impl Run for BindPasskey {
    /// The recovery codes of a first factor, shown now and never again.
    type Output = Option<RecoveryCodes>;

    fn action(&self) -> Action {
        Action::BindPasskey
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<Self::Output>, CoreError> {
        let user = calling_user(cx).await?;
        cx.note(Detail::State, format!("the passkey {}", self.name));
        let (mut device, codes) = factors(cx, &user).await?;
        if device.passkeys.len() >= limits::PASSKEYS {
            return Err(FULL);
        }
        if device.passkeys.iter().any(|passkey| passkey.name == self.name) {
            return Err(CoreError::Exists(Thing::Passkey));
        }
        let Some(state) = state_of(cx, &self.answer.ticket, CeremonyPurpose::New(user.id)) else {
            cx.because("the prompt is unknown, expired, or of another user");
            return Err(PASSKEY_REFUSED);
        };
        let credential =
            cx.engine.relying_party()?.finish_registration(&state, &self.answer.answer).map_err(|refused| {
                cx.because(refused.0);
                PASSKEY_REFUSED
            })?;
        let id = PasskeyId(crate::random::id(cx.now)?);
        device.passkeys.push(PasskeyRow { id, name: self.name.clone(), credential, created: cx.now, used: None });
        let mut changes = keep(cx, user, device);
        changes.push(use_up(cx, &self.answer.ticket));
        Ok(Done::changed(codes, changes))
    }
}
