//! ResetRecoveryCodes: new ones, after a fresh proof. The old ones are void.

use super::{RecoveryCodes, recovery::fresh};
use crate::{
    CoreError,
    engine::{Context, Done, Run},
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
        let user = super::oneself(cx).await?;
        let mut device = cx.vault.mfa_device(cx.store(), &user).await?.ok_or(super::NONE)?;
        let (shown, stored) = fresh(&cx.vault.keyring, device.id)?;
        device.recovery = stored;
        Ok(Done::changed(shown, vec![super::put(cx, device)]))
    }
}
