//! CreateVirtualMFADevice: a fresh secret for an authenticator app. Nothing is stored before a first code shows that
//! it arrived. An unattended session cannot get one: the door requires a fresh proof of identity first.

use crate::{
    CoreError, Thing,
    engine::{Context, Done, MFA_DEVICE, Run},
    ops::{factors::calling_user, ticket},
};
use strongroom_crypto::{Plaintext, fill_random, totp};
use strongroom_domain::{Action, UserId};
use zeroize::Zeroizing;

/// How long a secret waits for its first code, in milliseconds.
const WAITS_MS: i64 = 15 * 60_000;

/// Request.
pub struct CreateMfaDevice;

/// A factor that is not yet set up.
pub struct NewMfaDevice {
    /// The secret in base 32, to be typed: shown now and never again.
    pub secret: Plaintext,
    /// The same as an `otpauth:` address, for a QR code.
    pub address: Plaintext,
    /// The secret encrypted for this user, to return with the first code within fifteen minutes.
    pub token: String,
}

impl Run for CreateMfaDevice {
    type Output = NewMfaDevice;

    fn action(&self) -> Action {
        Action::CreateVirtualMFADevice
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<NewMfaDevice>, CoreError> {
        let user = calling_user(cx).await?;
        if cx.vault.mfa_device(cx.store(), &user).await?.is_some_and(|device| device.secret.is_some()) {
            return Err(CoreError::Exists(Thing::Authenticator));
        }
        let mut bytes = Zeroizing::new([0; totp::SECRET]);
        fill_random(&mut *bytes)?;
        let token = ticket::encrypt(cx.engine, &cx.vault, MFA_DEVICE, &binding(user.id), bytes.as_slice())?;
        let secret = totp::base32(&Plaintext::new(bytes.to_vec()));
        let (name, account) = (&user.name, &cx.vault.installation.account);
        let start = format!("otpauth://totp/Strongroom:{name}@{account}?secret=");
        let address = Plaintext::new([start.as_bytes(), secret.expose(), b"&issuer=Strongroom"].concat());
        Ok(Done::read(NewMfaDevice { secret, address, token }))
    }
}

/// The secret in a token, if it is one of this user and not too old.
pub(super) fn secret_of(cx: &Context<'_>, user: UserId, token: &str) -> Option<Plaintext> {
    ticket::decrypt(cx.engine, &cx.vault, MFA_DEVICE, &binding(user), WAITS_MS, token)
}

/// What a token is bound to; longer than the id of any factor.
fn binding(user: UserId) -> Vec<u8> {
    [b"new".as_slice(), &user.0].concat()
}
