//! SignInWithPasskey: without name and password. The passkey says whose it is, and its device has verified its user.

use crate::{
    CoreError,
    engine::{Context, Done, PASSKEY_REFUSED, Run},
    ops::factors::{self, PasskeyAnswer, Proof, attempt_keys},
    rows::UserRow,
};
use strongroom_crypto::passkey::RelyingParty;
use strongroom_domain::{Action, Principal, UserId};

/// Request.
pub struct SignInWithPasskey {
    /// Answer to [`Engine::ask_passkey`](crate::Engine::ask_passkey).
    pub answer: PasskeyAnswer,
}

impl Run for SignInWithPasskey {
    type Output = Principal;

    fn action(&self) -> Action {
        Action::ConsoleSignin
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<Principal>, CoreError> {
        let Some(user) = claimed(cx, &self.answer).await? else {
            let keys = attempt_keys(cx, "");
            return Err(nobody(cx, keys.get(1..).unwrap_or_default()));
        };
        cx.name(user.name.as_str());
        let keys = attempt_keys(cx, user.name.as_str());
        // Without a password it is an application's, or an account that was closed.
        let device = match user.password {
            Some(_) => cx.vault.mfa_device(cx.store(), &user).await?,
            None => None,
        };
        let Some(device) = device else { return Err(nobody(cx, keys.get(1..).unwrap_or_default())) };
        let changes = factors::accept(cx, device, &Proof::Passkey(self.answer.clone()), &keys)?;
        let principal = Principal::user(user.id, &user.name, None);
        cx.identified(&principal);
        Ok(Done::changed(principal, changes))
    }
}

/// Whom the answer names. Nothing is proven yet.
async fn claimed(cx: &Context<'_>, answer: &PasskeyAnswer) -> Result<Option<UserRow>, CoreError> {
    match RelyingParty::user_of(&answer.answer) {
        Some(id) => cx.vault.user(cx.store(), UserId(id)).await,
        None => Ok(None),
    }
}

/// Refuses an answer that names nobody who could give it; counted under the address alone.
fn nobody(cx: &mut Context<'_>, keys: &[String]) -> CoreError {
    let wait = cx.engine.attempts.wait_s(keys, cx.now);
    if wait > 0 {
        cx.because("too many failures before");
        return CoreError::Throttled { retry_after_s: wait };
    }
    cx.engine.attempts.failed(keys, cx.now);
    cx.because("no user with passkeys");
    PASSKEY_REFUSED
}
