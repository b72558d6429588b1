//! RenamePasskey. It gives no access, so it needs no fresh proof of identity.

use crate::{
    CoreError, Thing,
    engine::{Context, Done, Run},
    ops::factors::{NONE, calling_user, put},
};
use strongroom_domain::{Action, PasskeyId, PasskeyName};
use strongroom_trail::Detail;

/// Calls a passkey of the caller's own by another name.
pub struct RenamePasskey {
    /// Which.
    pub id: PasskeyId,
    /// What it is called from now on; no two of one user are called the same.
    pub name: PasskeyName,
}

impl Run for RenamePasskey {
    type Output = ();

    fn action(&self) -> Action {
        Action::RenamePasskey
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<()>, CoreError> {
        let user = calling_user(cx).await?;
        let mut device = cx.vault.mfa_device(cx.store(), &user).await?.ok_or(NONE)?;
        if device.passkeys.iter().any(|passkey| passkey.name == self.name && passkey.id != self.id) {
            return Err(CoreError::Exists(Thing::Passkey));
        }
        let passkey = device.passkeys.iter_mut().find(|passkey| passkey.id == self.id);
        let passkey = passkey.ok_or(CoreError::NotFound(Thing::Passkey))?;
        cx.note(Detail::State, format!("the passkey {} is renamed to {}", passkey.name, self.name));
        passkey.name = self.name.clone();
        Ok(Done::changed((), vec![put(cx, device)]))
    }
}
