//! RemoveOwnMFADevice, after a fresh proof.

use crate::{
    CoreError,
    engine::{Context, Done, Run},
    ops::factors::{NONE, calling_user, keep},
};
use strongroom_domain::Action;

/// Removes the caller's own authenticator app. Passkeys and recovery codes stay.
pub struct RemoveMfaDevice;

impl Run for RemoveMfaDevice {
    /// Whether there is still a second factor.
    type Output = bool;

    fn action(&self) -> Action {
        Action::RemoveOwnMFADevice
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<bool>, CoreError> {
        let user = calling_user(cx).await?;
        let mut device = cx.vault.mfa_device(cx.store(), &user).await?.ok_or(NONE)?;
        device.secret.take().ok_or(NONE)?;
        Ok(Done::changed(!device.passkeys.is_empty(), keep(cx, user, device)))
    }
}
