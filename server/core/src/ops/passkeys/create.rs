//! CreatePasskey: begins the creation of a passkey in the browser. Nothing is stored before [`BindPasskey`](super::BindPasskey).

use crate::{
    CoreError, Limit,
    engine::{Context, Done, Run},
    ops::factors::{CeremonyPurpose, PasskeyPrompt, calling_user, challenge, factors},
};
use strongroom_domain::{Action, limits};

/// Request.
pub struct CreatePasskey;

/// Where there is no room for another one.
pub(super) const FULL: CoreError = CoreError::Limit(Limit::Passkeys);

impl Run for CreatePasskey {
    type Output = PasskeyPrompt;

    fn action(&self) -> Action {
        Action::CreatePasskey
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<PasskeyPrompt>, CoreError> {
        let user = calling_user(cx).await?;
        let (device, _) = factors(cx, &user).await?;
        if device.passkeys.len() >= limits::PASSKEYS {
            return Err(FULL);
        }
        let known: Vec<&str> = device.passkeys.iter().map(|passkey| passkey.credential.as_str()).collect();
        let begun = cx.engine.relying_party()?.begin_registration(user.id.0, user.name.as_str(), &known)?;
        Ok(Done::read(challenge(cx.engine, &cx.vault, begun, CeremonyPurpose::New(user.id))?))
    }
}
