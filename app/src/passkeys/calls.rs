//! The server function that asks.

use crate::error::UiError;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

#[cfg(feature = "ssr")]
use crate::{
    door::{self, ops::factors::PasskeyPrompt},
    error::ErrorKind,
};
#[cfg(feature = "ssr")]
use http::header;

/// What a device is asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasskeyChallenge {
    /// Options for the browser, JSON.
    pub options: String,
    /// Comes back with the answer within five minutes.
    pub ticket: String,
}

#[cfg(feature = "ssr")]
impl From<PasskeyPrompt> for PasskeyChallenge {
    fn from(asked: PasskeyPrompt) -> Self {
        Self { options: asked.options, ticket: asked.ticket }
    }
}

/// Asks for a passkey, to sign in or to confirm who one is.
#[server]
pub async fn ask_passkey() -> Result<PasskeyChallenge, UiError> {
    check_origin()?;
    Ok(door::console()?.engine.ask_passkey().map_err(door::ui_error)?.into())
}

/// Refuses where the browser would, but says where to go: passkeys belong to one address of the console.
///
/// # Errors
/// The page that asks has another origin than passkeys have.
#[cfg(feature = "ssr")]
pub(crate) fn check_origin() -> Result<(), UiError> {
    let parts = door::parts()?;
    let here = parts.headers.get(header::ORIGIN).and_then(|origin| origin.to_str().ok());
    match (door::console()?.engine.passkey_origin(), here) {
        (Some(there), Some(here)) if here != there => {
            let message = format!("Passkeys belong to one address of this console. Open it as {there} to use them.");
            Err(UiError::new(ErrorKind::Invalid, message))
        }
        _ => Ok(()),
    }
}
