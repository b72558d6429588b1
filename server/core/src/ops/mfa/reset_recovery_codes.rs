//! ResetRecoveryCodes: new ones, after a fresh proof. The old ones are void.

use crate::{
    CoreError,
    engine::{Context, Done, Run},
    ops::factors::{NONE, RecoveryCodes, calling_user, fresh_recovery_codes, put},
};
use strongroom_domain::Action;

/// Request.
pub struct ResetRecoveryCodes;

impl Run for ResetRecoveryCodes {
    type Output = RecoveryCodes;

    fn action(&self) -> Action {
        Action::ResetRecoveryCodes
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<RecoveryCodes>, CoreError> {
        let user = calling_user(cx).await?;
        let mut device = cx.vault.mfa_device(cx.store(), &user).await?.ok_or(NONE)?;
        let (shown, stored) = fresh_recovery_codes(&cx.vault.keyring, device.id)?;
        device.recovery = stored;
        Ok(Done::changed(shown, vec![put(cx, device)]))
    }
}
