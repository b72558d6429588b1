//! UnbindMFADevice, by an administrator for a user who lost every factor.

use crate::{
    Blocker, CoreError,
    engine::{Context, Done, Run},
    ops::{
        factors::{NONE, keep},
        users::by_name,
    },
};
use std::borrow::Cow;
use strongroom_domain::{Action, UserId, UserName};

/// Removes every second factor of another user: authenticator app, passkeys and recovery codes.
pub struct UnbindMfaDevice {
    /// Whose; one's own goes by [`RemoveMfaDevice`](super::RemoveMfaDevice).
    pub user: UserName,
}

impl Run for UnbindMfaDevice {
    type Output = UserId;

    fn action(&self) -> Action {
        Action::UnbindMFADevice
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.user.as_str().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<UserId>, CoreError> {
        let user = by_name(cx, &self.user).await?;
        if user.id == cx.call.principal.id {
            return Err(CoreError::InUse(Blocker::OwnSecondFactor));
        }
        let mut device = cx.vault.mfa_device(cx.store(), &user).await?.ok_or(NONE)?;
        (device.secret, device.passkeys) = (None, Vec::new());
        Ok(Done::changed(user.id, keep(cx, user, device)))
    }
}
