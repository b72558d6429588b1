//! BindMFADevice: sets the factor up, with the first code of its secret.

use super::{
    code::{bare, one_time},
    create::secret_of,
    oneself,
    recovery::{RecoveryCodes, fresh},
};
use crate::{
    CoreError,
    engine::{Context, Done, MFA_DEVICE, Run},
    ops::users::put,
    ports::{Change, Expect},
    rows::{Ciphertext, MfaDeviceRow, Sealed},
};
use strongroom_crypto::{Plaintext, totp};
use strongroom_domain::{Action, FieldError, MfaDeviceId};

/// Request.
pub struct BindMfaDevice {
    /// From [`CreateMfaDevice`](super::CreateMfaDevice).
    pub token: String,
    /// A one-time code of its secret.
    pub code: Plaintext,
}

impl Run for BindMfaDevice {
    /// The recovery codes, shown now and never again.
    type Output = RecoveryCodes;

    fn action(&self) -> Action {
        Action::BindMFADevice
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<RecoveryCodes>, CoreError> {
        let mut user = oneself(cx).await?;
        if user.mfa.is_some() {
            return Err(CoreError::Exists("a second factor"));
        }
        let secret = secret_of(cx, user.id, &self.token);
        let secret = secret.ok_or_else(|| FieldError::new("token", "is too old; begin again with a new secret"))?;
        let now_s = cx.now.unix_seconds().max(0).unsigned_abs();
        let code = bare(&self.code).and_then(|code| one_time(&code));
        let step = code.and_then(|code| totp::matching_step(&secret, code, now_s, None));
        let step = step.ok_or_else(|| FieldError::new("code", "does not fit; check the clock of the device"))?;
        let id = MfaDeviceId(crate::random::id(cx.now)?);
        let (shown, recovery) = fresh(&cx.vault.keyring, id)?;
        let device = MfaDeviceRow {
            id,
            user: user.id,
            secret: Ciphertext(cx.vault.keyring.seal_record(MFA_DEVICE, &id.0, secret.expose())?),
            last_step: step,
            recovery,
            created: cx.now,
            revision: 1,
            mac: [0; 32],
        };
        user.mfa = Some(id);
        let (_, user) = put(cx, user);
        let device = Change::PutMfaDevice(device.seal(&cx.vault.keyring), Expect::Absent);
        Ok(Done::changed(shown, vec![user, device]))
    }
}
