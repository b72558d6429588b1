//! Server functions: who, in, out.

use super::dto::Who;
use crate::error::UiError;
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use crate::{
    door::{
        self, Entered, Plaintext,
        ops::factors::{PasskeyAnswer, Proof},
    },
    paths,
    session::dto::{code_address, safe_next},
};
#[cfg(feature = "ssr")]
use strongroom_domain::Action;

/// The signed-in person.
///
/// # Errors
/// Nobody is signed in, or the server is sealed.
#[server(AskWho)]
pub async fn who() -> Result<Who, UiError> {
    let principal = door::principal().await?;
    let abilities = door::abilities(&principal).await?;
    let warned = abilities.actions.contains(&Action::DescribeSystem);
    let warnings = if warned { door::console()?.warnings.to_vec() } else { Vec::new() };
    Ok(Who {
        name: principal.name,
        policies: abilities.policies,
        may: abilities.actions,
        secrets_count: None,
        warnings,
    })
}

/// Begins a session and answers the address to go on to: the second step's, for who has a second factor.
///
/// # Errors
/// Wrong name or password, too many attempts, sealed. Never says what was typed.
#[server]
pub async fn sign_in(user: String, password: String, #[server(default)] next: String) -> Result<String, UiError> {
    let entered = door::sign_in(user, Plaintext::new(password.into_bytes())).await?;
    let next = match entered {
        Entered::Console => safe_next(&next).to_owned(),
        Entered::SecondStep { passkeys } => code_address(&next, passkeys),
    };
    leave_for(&next);
    Ok(next)
}

/// Begins a session with a passkey alone, or with `second` ends a sign-in that waits for one; answers the address to go on to.
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
    let answer = PasskeyAnswer { ticket, answer };
    match second {
        true => door::second_step(Proof::Passkey(answer)).await?,
        false => door::sign_in_with_passkey(answer).await?,
    }
    Ok(safe_next(&next).to_owned())
}

/// Ends the sign-in of a person with a second factor and answers the address to go on to.
///
/// # Errors
/// Wrong code, too many attempts, or the password must be entered again.
#[server]
pub async fn enter_code(code: String, #[server(default)] next: String) -> Result<String, UiError> {
    door::second_step(Proof::Code(Plaintext::new(code.into_bytes()))).await?;
    let next = safe_next(&next).to_owned();
    leave_for(&next);
    Ok(next)
}

/// Ends the session.
///
/// # Errors
/// The store does not answer.
#[server]
pub async fn sign_out() -> Result<(), UiError> {
    door::sign_out().await?;
    leave_for(paths::SIGN_IN);
    Ok(())
}

/// Leads a plain form on to another page. A form sent by scripts is left alone: its page loads the next one as a whole, so
/// that nothing of the session before stays in memory.
#[cfg(feature = "ssr")]
pub(crate) fn leave_for(path: &str) {
    let plain_form = use_context::<http::request::Parts>().is_some_and(|parts| {
        let accept = parts.headers.get(http::header::ACCEPT).and_then(|v| v.to_str().ok());
        accept.is_some_and(|accept| accept.contains("text/html"))
    });
    if plain_form {
        leptos_axum::redirect(path);
    }
}

/// Loads a page as a whole, dropping everything this page holds.
pub(crate) fn load(path: &str) {
    // A browser that refuses leaves the person where they are, signed in all the same.
    let _ = window().location().set_href(path);
}
