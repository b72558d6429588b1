//! Passkeys, and confirming who one is.

use super::{
    MFA, PROVEN, bad_request, call, call_as, console,
    ops::{
        passkeys::{Asked, PasskeyAnswer},
        system::{SignInWithPasskey, StepUp},
    },
    parts, session,
    sign_in::start,
    unavailable,
};
use crate::{
    error::{ErrorKind, UiError},
    passkeys::Question,
};
use http::header;
use strongroom_domain::Principal;

/// Checks a passkey and starts a session under a new id, without name and password.
///
/// # Errors
/// The passkey was not accepted, too many attempts, sealed.
pub async fn sign_in_with_passkey(answer: PasskeyAnswer) -> Result<(), UiError> {
    let op = SignInWithPasskey { answer };
    let began = console()?.engine.now();
    start(&call_as(Principal::anonymous(""), op).await?, true, began).await
}

/// Has the person of this session confirm who they are, and goes on under a new id.
///
/// # Errors
/// Nobody is signed in, a wrong proof, too many attempts.
pub async fn step_up(proof: StepUp) -> Result<(), UiError> {
    let mfa = call(proof).await?;
    set_strength(mfa).await
}

/// Notes that the person of this session has proven just now who they are, with a second factor or without, under a new id.
///
/// # Errors
/// The store does not answer.
pub async fn set_strength(mfa: bool) -> Result<(), UiError> {
    let session = session().await?;
    session.insert(MFA, mfa).await.map_err(|_| unavailable())?;
    session.insert(PROVEN, console()?.engine.now().0).await.map_err(|_| unavailable())?;
    session.cycle_id().await.map_err(|_| unavailable())
}

/// What a browser is asked, as the page gets it.
pub fn question(asked: Asked) -> Question {
    Question { options: asked.options, ticket: asked.ticket }
}

/// Refuses where the browser would, but says where to go: passkeys belong to one address of the console.
///
/// # Errors
/// The page that asks has another origin than passkeys have.
pub async fn passkey_place() -> Result<(), UiError> {
    let parts = parts().await?;
    let here = parts.headers.get(header::ORIGIN).and_then(|origin| origin.to_str().ok());
    match (console()?.engine.passkey_origin(), here) {
        (Some(there), Some(here)) if here != there => {
            bad_request();
            let message = format!("Passkeys belong to one address of this console. Open it as {there} to use them.");
            Err(UiError::new(ErrorKind::Invalid, message))
        }
        _ => Ok(()),
    }
}
