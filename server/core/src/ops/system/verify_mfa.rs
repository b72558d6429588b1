//! VerifyMFA: the second step of signing in. The first issued a ticket; the caller is signed in only after the second.

use super::VerifiedUser;
use crate::{
    AuthFailure, CoreError,
    engine::{Attempt, Context, Done, Run},
    keyed,
    ops::factors::{self, Proof},
    rows::UserRow,
};
use strongroom_crypto::fill_random;
use strongroom_domain::{Action, UserId};

/// How long the second step may take, in milliseconds.
const TICKET_MS: i64 = 5 * 60_000;
/// Purpose bound into tickets.
const TICKET: &str = "sign-in-ticket";
/// Purpose bound into what tickets say of a password.
const TICKET_PASSWORD: &str = "sign-in-ticket-password";

/// Request.
pub struct VerifyMfa {
    /// From the first step. Good for five minutes and until the password changes, and void after five wrong
    /// tries.
    pub ticket: String,
    /// Of the second factor.
    pub proof: Proof,
}

impl Run for VerifyMfa {
    type Output = VerifiedUser;

    fn action(&self) -> Action {
        Action::VerifyMFA
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<VerifiedUser>, CoreError> {
        const AGAIN: CoreError = CoreError::Unauthenticated(AuthFailure::SignInExpired);
        let (user, password) = bearer(cx, &self.ticket).ok_or(AGAIN)?;
        let user = cx.vault.user(cx.store(), user).await?.ok_or(AGAIN)?;
        cx.name(user.name.as_str());
        if mark(cx, &user) != Some(password) {
            cx.because("the password has changed since the first step");
            return Err(AGAIN);
        }
        // The factor may be gone since the first step: then that was of another time.
        let device = cx.vault.mfa_device(cx.store(), &user).await?.ok_or(AGAIN)?;
        let ticket = cx.engine.attempts.of_ticket(&self.ticket);
        if cx.engine.attempts.used_up(&ticket, cx.uptime) {
            cx.because("too many wrong codes");
            return Err(AGAIN);
        }
        let accepted = factors::accept(cx, Attempt::SecondFactor, &user, device, &self.proof);
        if let Err(CoreError::Unauthenticated(_)) = accepted {
            cx.engine.attempts.failed(&ticket, cx.uptime);
        }
        let changes = accepted?;
        Ok(Done::changed(VerifiedUser::of(cx, &user), changes))
    }
}

/// What the first step gives out for the second: who, by which password, and when, under a keyed fingerprint.
pub(super) fn ticket(cx: &Context<'_>, user: &UserRow) -> Result<String, CoreError> {
    let mut random = [0; 16];
    fill_random(&mut random)?;
    let password = mark(cx, user).unwrap_or_default();
    let bytes = [random.as_slice(), &user.id.0, &password, &cx.engine.stamp()].concat();
    Ok(keyed::encode(&cx.vault.keyring, TICKET, &bytes))
}

fn bearer(cx: &Context<'_>, ticket: &str) -> Option<(UserId, [u8; 16])> {
    let bytes = keyed::decode(&cx.vault.keyring, TICKET, ticket).ok()?;
    let (user, rest) = bytes.get(16..)?.split_first_chunk()?;
    let (password, made) = rest.split_first_chunk()?;
    let age = cx.engine.stamp_age_ms(made.try_into().ok()?);
    (0..TICKET_MS).contains(&age).then_some((UserId(*user), *password))
}

/// Tells one password of a user from another; none for an application.
fn mark(cx: &Context<'_>, user: &UserRow) -> Option<[u8; 16]> {
    let hash = user.password.as_ref()?;
    Some(cx.vault.keyring.token_fingerprint(TICKET_PASSWORD, hash.0.as_bytes()))
}
