//! The server function that creates a challenge.

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

/// A challenge for the user's device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasskeyChallenge {
    /// Options for the browser, as JSON.
    pub options: String,
    /// Sent back with the response within five minutes.
    pub ticket: String,
}

#[cfg(feature = "ssr")]
impl From<PasskeyPrompt> for PasskeyChallenge {
    fn from(PasskeyPrompt { options, ticket }: PasskeyPrompt) -> Self {
        Self { options, ticket }
    }
}

/// Creates a challenge for a sign-in or a re-authentication.
#[server]
pub async fn ask_passkey() -> Result<PasskeyChallenge, UiError> {
    check_origin()?;
    Ok(door::console()?.engine.passkey_prompt().map_err(door::ui_error)?.into())
}

/// Refuses requests from pages with another origin than the passkeys' own. The browser would refuse them too, but without
/// naming the right address.
///
/// # Errors
/// The page has another origin.
#[cfg(feature = "ssr")]
pub(crate) fn check_origin() -> Result<(), UiError> {
    let parts = door::parts()?;
    let here = parts.headers.get(header::ORIGIN).and_then(|origin| origin.to_str().ok());
    match (door::console()?.engine.passkey_origin(), here) {
        (Some(there), Some(here)) if here != there => {
            let message = format!("Passkeys work only at {there}. Open the console at that address and try again.");
            Err(UiError::new(ErrorKind::Invalid, message))
        }
        _ => Ok(()),
    }
}
