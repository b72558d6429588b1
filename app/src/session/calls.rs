//! Server functions that sign in and out.

use crate::error::UiError;
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::begin::{self, SignInStep};
#[cfg(feature = "ssr")]
use crate::{
    door::{
        Plaintext,
        ops::factors::{PasskeyResponse, Proof},
        redirect_plain_form,
    },
    paths::{self, code_address, safe_next},
};

/// Starts a session and returns the next address: the second step's for users with a second factor.
///
/// # Errors
/// Wrong name or password, too many attempts, sealed. The error never repeats the input.
#[server]
pub async fn sign_in(user: String, password: String, #[server(default)] next: String) -> Result<String, UiError> {
    let entered = begin::sign_in(user, Plaintext::new(password.into_bytes())).await?;
    let next = match entered {
        SignInStep::Done => safe_next(&next).to_owned(),
        SignInStep::SecondFactor { passkeys } => code_address(&next, passkeys),
    };
    redirect_plain_form(&next);
    Ok(next)
}

/// Starts a session with a passkey alone, or with `second` completes a sign-in that requires one. Returns the next address.
///
/// # Errors
/// The passkey was not accepted, too many attempts, or the password must be entered again.
#[server]
pub async fn sign_in_with_passkey(
    ticket: String,
    answer: String,
    #[server(default)] next: String,
    #[server(default)] second: bool,
) -> Result<String, UiError> {
    let answer = PasskeyResponse { ticket, answer };
    match second {
        true => begin::second_step(Proof::Passkey(answer)).await?,
        false => begin::sign_in_with_passkey(answer).await?,
    }
    Ok(safe_next(&next).to_owned())
}

/// Completes the sign-in of a user with a second factor and returns the next address.
///
/// # Errors
/// Wrong code, too many attempts, or the password must be entered again.
#[server]
pub async fn enter_code(code: String, #[server(default)] next: String) -> Result<String, UiError> {
    begin::second_step(Proof::Code(Plaintext::new(code.into_bytes()))).await?;
    let next = safe_next(&next).to_owned();
    redirect_plain_form(&next);
    Ok(next)
}

/// Ends the session.
///
/// # Errors
/// The store does not answer.
#[server]
pub async fn sign_out() -> Result<(), UiError> {
    begin::sign_out().await?;
    redirect_plain_form(paths::SIGN_IN);
    Ok(())
}
