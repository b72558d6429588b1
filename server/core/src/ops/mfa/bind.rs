//! BindMFADevice: sets the factor up, with the first code of its secret.

use super::create::secret_of;
use crate::{
    CoreError, Thing,
    engine::{Context, Done, MFA_DEVICE, Run},
    ops::factors::{RecoveryCodes, bare, calling_user, factors, keep, one_time},
    rows::Ciphertext,
};
use strongroom_crypto::{Plaintext, totp};
use strongroom_domain::{Action, Field, FieldError, Problem};

/// Request.
pub struct BindMfaDevice {
    /// From [`CreateMfaDevice`](super::CreateMfaDevice).
    pub token: String,
    /// A one-time code of its secret.
    pub code: Plaintext,
}

impl Run for BindMfaDevice {
    /// The recovery codes of a first factor, shown now and never again.
    type Output = Option<RecoveryCodes>;

    fn action(&self) -> Action {
        Action::BindMFADevice
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<Self::Output>, CoreError> {
        let user = calling_user(cx).await?;
        let (mut device, codes) = factors(cx, &user).await?;
        if device.secret.is_some() {
            return Err(CoreError::Exists(Thing::Authenticator));
        }
        let secret = secret_of(cx, user.id, &self.token);
        let secret = secret.ok_or_else(|| FieldError::new(Field::Ticket, Problem::Expired))?;
        let now_s = cx.now.unix_seconds().max(0).unsigned_abs();
        let code = bare(&self.code).and_then(|code| one_time(&code));
        let step = code.and_then(|code| totp::matching_step(&secret, code, now_s, None));
        let step = step.ok_or_else(|| FieldError::new(Field::Code, Problem::WrongCode))?;
        let encrypted = cx.vault.keyring.encrypt_record(MFA_DEVICE, &device.id.0, secret.expose())?;
        (device.secret, device.last_step) = (Some(Ciphertext(encrypted)), step);
        Ok(Done::changed(codes, keep(cx, user, device)))
    }
}
