//! Second factors of console users: one-time codes by time, and recovery codes for when the device is lost.

mod bind;
mod code;
mod create;
mod describe;
mod recovery;
mod remove;

pub use bind::BindMfaDevice;
pub(crate) use code::{accept, attempt_keys};
pub use create::{CreateMfaDevice, NewMfaDevice};
pub use describe::{DescribeMfa, MfaFacts};
pub(crate) use recovery::put;
pub use recovery::{RecoveryCodes, ResetRecoveryCodes};
pub use remove::{RemoveMfaDevice, UnbindMfaDevice};

use crate::{
    CoreError,
    engine::Context,
    rows::{MfaDeviceRow, UserRow},
};

/// Where there is no factor to work on.
const NONE: CoreError = CoreError::NotFound("second factor");

/// The caller as a user, named in the event.
async fn oneself(cx: &mut Context<'_>) -> Result<UserRow, CoreError> {
    let user = cx.vault.user(cx.store(), cx.call.principal.id).await?.ok_or(CoreError::NotFound("user"))?;
    cx.name(user.name.as_str());
    Ok(user)
}

/// The caller with its factor, once a code of that was used up.
async fn proven(cx: &mut Context<'_>, code: &crate::Plaintext) -> Result<(UserRow, MfaDeviceRow), CoreError> {
    let user = oneself(cx).await?;
    let device = cx.vault.mfa_device(cx.store(), &user).await?.ok_or(NONE)?;
    let keys = attempt_keys(cx, user.name.as_str());
    let device = accept(cx, device, code, &keys)?;
    Ok((user, device))
}
