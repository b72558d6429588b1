//! Passkeys in the browser: asking the server for a question and the device for its answer. Signing in is in [`crate::session`],
//! adding and removing in [`crate::account`].

mod browser;
mod button;
mod calls;

pub(crate) use browser::{What, answer};
pub(crate) use button::{Ceremony, PasskeyButton};
use calls::AskPasskey;
pub use calls::Question;

use crate::{error::UiError, system::call};

/// Asks for any passkey of this console; answers the ticket and what the device said.
pub(crate) async fn prove() -> Result<(String, String), UiError> {
    let Question { options, ticket } = call(AskPasskey {}).await?;
    Ok((ticket, answer(What::Get, options).await?))
}
