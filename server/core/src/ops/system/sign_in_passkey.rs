//! SignInWithPasskey: without name and password. The passkey says whose it is, and its device has verified its user.

use super::VerifiedUser;
use crate::{
    CoreError,
    engine::{Attempt, Context, CountedTry, Done, PASSKEY_REFUSED, Run},
    ops::factors::{self, PasskeyResponse, Proof},
    rows::UserRow,
};
use strongroom_crypto::passkey::RelyingParty;
use strongroom_domain::{Action, UserId};

/// Request.
pub struct SignInWithPasskey {
    /// Response to [`Engine::passkey_prompt`](crate::Engine::passkey_prompt).
    pub answer: PasskeyResponse,
}

impl Run for SignInWithPasskey {
    type Output = VerifiedUser;

    fn action(&self) -> Action {
        Action::ConsoleSignin
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<VerifiedUser>, CoreError> {
        let Some(user) = claimed(cx, &self.answer).await? else {
            return Err(no_such_user(cx));
        };
        cx.name(user.name.as_str());
        // Without a password it is an application's, or an account that was closed.
        let device = match user.password {
            Some(_) => cx.vault.mfa_device(cx.store(), &user).await?,
            None => None,
        };
        let Some(device) = device else { return Err(no_such_user(cx)) };
        let proof = Proof::Passkey(self.answer.clone());
        let changes = factors::accept(cx, Attempt::Passkey, &user, device, &proof)?;
        Ok(Done::changed(VerifiedUser::of(cx, &user), changes))
    }
}

/// The user the response names. Nothing is verified yet.
async fn claimed(cx: &Context<'_>, answer: &PasskeyResponse) -> Result<Option<UserRow>, CoreError> {
    match RelyingParty::user_of(&answer.answer) {
        Some(id) => cx.vault.user(cx.store(), UserId(id)).await,
        None => Ok(None),
    }
}

/// Rejects a response that names no user with passkeys; such responses are counted together.
fn no_such_user(cx: &mut Context<'_>) -> CoreError {
    if let Err(throttled) = CountedTry::begin(cx, Attempt::Passkey, "", None) {
        return throttled;
    }
    cx.because("no user with passkeys");
    PASSKEY_REFUSED
}
