//! VerifyMFA: the second step of signing in. The first gave out a ticket; nobody is signed in between the two.

use crate::{
    CoreError, SIGN_IN_AGAIN,
    engine::{Context, Done, Run},
    ops::{keyed, mfa, read_keyed},
    rows::UserRow,
};
use strongroom_crypto::{Plaintext, fill_random};
use strongroom_domain::{Action, Principal, UserId};

/// How long the second step may take, in milliseconds.
const TICKET_MS: i64 = 5 * 60_000;
/// Purpose bound into tickets.
const TICKET: &str = "sign-in-ticket";

/// Request.
pub struct VerifyMfa {
    /// From the first step. Bound to its time, and void after five wrong codes.
    pub ticket: String,
    /// A one-time code or a recovery code.
    pub code: Plaintext,
}

impl Run for VerifyMfa {
    type Output = Principal;

    fn action(&self) -> Action {
        Action::VerifyMFA
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<Principal>, CoreError> {
        const AGAIN: CoreError = CoreError::Unauthenticated(SIGN_IN_AGAIN);
        let user = bearer(cx, &self.ticket).ok_or(AGAIN)?;
        let user = cx.vault.user(cx.store(), user).await?.filter(|user| user.password.is_some()).ok_or(AGAIN)?;
        cx.name(user.name.as_str());
        // The factor may be gone since the first step: then that was of another time.
        let device = cx.vault.mfa_device(cx.store(), &user).await?.ok_or(AGAIN)?;
        let ticket = [format!("ticket/{}", self.ticket)];
        if cx.engine.attempts.used_up(&ticket[0], cx.now) {
            cx.because("too many wrong codes");
            return Err(AGAIN);
        }
        let keys = mfa::attempt_keys(cx, user.name.as_str());
        let accepted = mfa::accept(cx, device, &self.code, &keys);
        if let Err(CoreError::Unauthenticated(_)) = accepted {
            cx.engine.attempts.failed(&ticket, cx.now);
        }
        let principal = Principal::user(user.id, &user.name, None);
        let changes = vec![mfa::put(cx, accepted?)];
        cx.proven(&principal);
        Ok(Done::changed(principal, changes))
    }
}

/// What the first step gives out for the second: who, and when, under a keyed fingerprint.
pub(super) fn ticket(cx: &Context<'_>, user: &UserRow) -> Result<String, CoreError> {
    let mut random = [0; 16];
    fill_random(&mut random)?;
    let bytes = [random.as_slice(), &user.id.0, &cx.now.0.to_be_bytes()].concat();
    Ok(keyed(&cx.vault.keyring, TICKET, &bytes))
}

fn bearer(cx: &Context<'_>, ticket: &str) -> Option<UserId> {
    let bytes = read_keyed(&cx.vault.keyring, TICKET, ticket).ok()?;
    let (user, made) = bytes.get(16..)?.split_first_chunk::<16>()?;
    let age = cx.now.0.saturating_sub(i64::from_be_bytes(made.try_into().ok()?));
    (0..TICKET_MS).contains(&age).then_some(UserId(*user))
}
