//! SignIn: a local user's name and password. Unknown users, applications and wrong passwords cost and look the same. A user
//! with a second factor must verify it next.

use super::{VerifiedUser, verify_mfa::ticket};
use crate::{
    AuthFailure, CoreError,
    engine::{Attempt, Context, CountedTry, Done, Run},
    ops::users::verify_password,
};
use strongroom_crypto::Plaintext;
use strongroom_domain::{Action, UserName};
use strongroom_trail::Detail;

/// Request.
pub struct SignIn {
    /// Name as typed.
    pub user: String,
    /// Password as typed.
    pub password: Plaintext,
}

/// Result of a correct password.
#[derive(Debug, PartialEq, Eq)]
pub enum SignedIn {
    /// The user is signed in.
    Done(VerifiedUser),
    /// The second step is required, [`VerifyMfa`](super::VerifyMfa). The caller is not signed in yet.
    CodeNeeded {
        /// For the second step.
        ticket: String,
        /// Whether a passkey is accepted, too.
        passkeys: bool,
    },
}

impl Run for SignIn {
    type Output = SignedIn;

    fn action(&self) -> Action {
        Action::ConsoleSignin
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<SignedIn>, CoreError> {
        const WRONG: CoreError = CoreError::Unauthenticated(AuthFailure::Credentials);
        let user = match UserName::new(&self.user) {
            Ok(name) => cx.vault.user_by_name(cx.store(), &name).await?,
            Err(_) => None,
        };
        // Counted by name as typed, known or not: a pause that only known names meet would tell them apart.
        let counted = CountedTry::begin(cx, Attempt::SignIn, &self.user, user.as_ref().map(|user| user.id))?;
        let hash = user.as_ref().and_then(|u| u.password.clone());
        let right = verify_password(cx, &counted, &self.password, hash).await?;
        let Some(user) = user else {
            cx.because("no such user");
            return Err(WRONG);
        };
        cx.name(user.name.as_str());
        if !right {
            cx.because("wrong password");
            return Err(WRONG);
        }
        // Codes have a counter of their own: who has the password cannot guess them without limit.
        counted.succeeded(cx);
        if user.mfa.is_some() {
            cx.note(Detail::State, "password verified, second factor required");
            let device = cx.vault.mfa_device(cx.store(), &user).await?;
            let passkeys = device.is_some_and(|device| !device.passkeys.is_empty());
            return Ok(Done::read(SignedIn::CodeNeeded { ticket: ticket(cx, &user)?, passkeys }));
        }
        Ok(Done::read(SignedIn::Done(VerifiedUser::of(cx, &user))))
    }
}
