//! Passkeys in the browser: a challenge from the server and the response of the user's device. Signing in is in `session`,
//! adding and removing passkeys is in `account`.

mod browser;
mod button;
mod calls;

pub(crate) use browser::{CeremonyKind, credential};
pub(crate) use button::{PasskeyButton, PasskeyPromptState};
use calls::AskPasskey;
pub use calls::PasskeyChallenge;
#[cfg(feature = "ssr")]
pub(crate) use calls::check_origin;

use crate::{client::call, error::UiError};

/// Requests any passkey of this console. Returns the ticket and the device's response.
pub(crate) async fn request_any_passkey() -> Result<(String, String), UiError> {
    let PasskeyChallenge { options, ticket } = call(AskPasskey {}).await?;
    Ok((ticket, credential(CeremonyKind::Get, options).await?))
}
