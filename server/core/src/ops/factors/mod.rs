//! Second factors of console users: one-time codes by time, passkeys, and recovery codes for when the devices are lost. What the
//! operations of [`super::mfa`], [`super::passkeys`] and [`super::system`] share.

mod ceremony;
mod code;
mod passkey;
mod proof;
mod recovery;

pub use ceremony::PasskeyPrompt;
pub(crate) use ceremony::{CeremonyPurpose, challenge, state_of, use_up};
pub(crate) use code::{bare, one_time};
pub use passkey::PasskeyResponse;
pub use proof::Proof;
pub(crate) use proof::accept;
pub use recovery::RecoveryCodes;
pub(crate) use recovery::fresh as fresh_recovery_codes;

use crate::{
    CoreError, Thing,
    engine::Context,
    ops::users,
    ports::{Change, Expect, IdentityChange},
    rows::{Authenticate, MfaDeviceRow, UserRow},
};
use strongroom_domain::MfaDeviceId;

/// Where there is no factor to work on.
pub(crate) const NONE: CoreError = CoreError::NotFound(Thing::SecondFactor);

/// The caller as a user, named in the event.
pub(crate) async fn calling_user(cx: &mut Context<'_>) -> Result<UserRow, CoreError> {
    let user = cx.vault.user(cx.store(), cx.call.principal.id).await?.ok_or(CoreError::NotFound(Thing::User))?;
    cx.name(user.name.as_str());
    Ok(user)
}

/// The factors of a user to add one to; an empty row with new recovery codes if the user has none yet.
pub(crate) async fn factors(
    cx: &Context<'_>,
    user: &UserRow,
) -> Result<(MfaDeviceRow, Option<RecoveryCodes>), CoreError> {
    if let Some(device) = cx.vault.mfa_device(cx.store(), user).await? {
        return Ok((device, None));
    }
    let id = MfaDeviceId(crate::random::id(cx.now)?);
    let (codes, recovery) = recovery::fresh(&cx.vault.keyring, id)?;
    let device = MfaDeviceRow {
        id,
        user: user.id,
        secret: None,
        last_step: 0,
        passkeys: Vec::new(),
        recovery,
        created: cx.now,
        revision: 0,
    };
    Ok((device, Some(codes)))
}

/// The changes that leave a user with these factors: the row is removed with the last factor. The user's row names it, so
/// both are created and removed together. Sessions that began with other factors end.
pub(crate) fn keep(cx: &Context<'_>, mut user: UserRow, device: MfaDeviceRow) -> Vec<Change> {
    let any = device.secret.is_some() || !device.passkeys.is_empty();
    let mfa = any.then_some(device.id);
    let mut changes = vec![users::end_other_sessions(cx, user.id)];
    if user.mfa != mfa {
        user.mfa = mfa;
        changes.push(users::put(cx, user).1);
    }
    changes.push(if any {
        put(cx, device)
    } else {
        IdentityChange::RemoveMfaDevice(device.id, Expect::Revision(device.revision)).into()
    });
    changes
}

/// The next revision of changed factors.
pub(crate) fn put(cx: &Context<'_>, device: MfaDeviceRow) -> Change {
    let expect = if device.revision == 0 { Expect::Absent } else { Expect::Revision(device.revision) };
    let row = MfaDeviceRow { revision: device.revision + 1, ..device };
    IdentityChange::PutMfaDevice(row.authenticate(&cx.vault.keyring), expect).into()
}
