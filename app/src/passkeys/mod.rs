//! Passkeys in the browser: asking the server for a challenge and the device for its response. Signing in is in `session`,
//! adding and removing in `account`.

mod browser;
mod button;
mod calls;

pub(crate) use browser::{CeremonyKind, credential};
pub(crate) use button::{PasskeyButton, PromptState};
use calls::AskPasskey;
pub use calls::PasskeyChallenge;
#[cfg(feature = "ssr")]
pub(crate) use calls::check_origin;

use crate::{client::call, error::UiError};

/// Asks for any passkey of this console; answers the ticket and what the device said.
pub(crate) async fn ask_any() -> Result<(String, String), UiError> {
    let PasskeyChallenge { options, ticket } = call(AskPasskey {}).await?;
    Ok((ticket, credential(CeremonyKind::Get, options).await?))
}
