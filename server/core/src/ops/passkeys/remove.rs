//! RemoveOwnPasskey, after a fresh proof.

use crate::{
    CoreError, Thing,
    engine::{Context, Done, Run},
    ops::factors::{NONE, calling_user, keep},
};
use strongroom_domain::{Action, PasskeyId};
use strongroom_trail::Detail;

/// Removes a passkey of the caller's own. With the last factor the recovery codes go too.
pub struct RemovePasskey {
    /// Which.
    pub id: PasskeyId,
}

impl Run for RemovePasskey {
    /// Whether there is still a second factor.
    type Output = bool;

    fn action(&self) -> Action {
        Action::RemoveOwnPasskey
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<bool>, CoreError> {
        let user = calling_user(cx).await?;
        let mut device = cx.vault.mfa_device(cx.store(), &user).await?.ok_or(NONE)?;
        let place = device.passkeys.iter().position(|passkey| passkey.id == self.id);
        let gone = device.passkeys.remove(place.ok_or(CoreError::NotFound(Thing::Passkey))?);
        cx.note(Detail::State, format!("the passkey {}", gone.name));
        let left = device.secret.is_some() || !device.passkeys.is_empty();
        Ok(Done::changed(left, keep(cx, user, device)))
    }
}
