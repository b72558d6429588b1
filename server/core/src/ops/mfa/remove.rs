//! RemoveOwnMFADevice, with a code of the factor; UnbindMFADevice, by an administrator for somebody who lost everything.

use crate::{
    CoreError,
    engine::{Context, Done, Run},
    ops::users::{by_name, put},
    ports::{Change, Expect},
    rows::{MfaDeviceRow, UserRow},
};
use std::borrow::Cow;
use strongroom_crypto::Plaintext;
use strongroom_domain::{Action, UserId, UserName};

/// Removes the caller's own factor.
pub struct RemoveMfaDevice {
    /// A one-time code or a recovery code.
    pub code: Plaintext,
}

impl Run for RemoveMfaDevice {
    type Output = ();

    fn action(&self) -> Action {
        Action::RemoveOwnMFADevice
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<()>, CoreError> {
        let (user, device) = super::proven(cx, &self.code).await?;
        Ok(Done::changed((), without(cx, user, &device)))
    }
}

/// Removes another user's factor.
pub struct UnbindMfaDevice {
    /// Whose; one's own goes by [`RemoveMfaDevice`].
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
            return Err(CoreError::InUse("your own second factor is removed with a code of it"));
        }
        let device = cx.vault.mfa_device(cx.store(), &user).await?.ok_or(super::NONE)?;
        Ok(Done::changed(user.id, without(cx, user, &device)))
    }
}

/// The user's row names its factor, so the two change together.
fn without(cx: &Context<'_>, mut user: UserRow, device: &MfaDeviceRow) -> Vec<Change> {
    user.mfa = None;
    let (_, user) = put(cx, user);
    vec![user, Change::RemoveMfaDevice(device.id, Expect::Revision(device.revision))]
}
