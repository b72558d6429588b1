//! The server function that asks.

use crate::error::UiError;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

#[cfg(feature = "ssr")]
use crate::door;

/// What a device is asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Options for the browser, JSON.
    pub options: String,
    /// Comes back with the answer within five minutes.
    pub ticket: String,
}

/// Asks for a passkey, to sign in or to confirm who one is.
#[server]
pub async fn ask_passkey() -> Result<Question, UiError> {
    door::passkey_place().await?;
    Ok(door::question(door::console()?.engine.ask_passkey().map_err(door::ui_error)?))
}
