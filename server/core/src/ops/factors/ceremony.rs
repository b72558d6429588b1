//! Passkey ceremonies in progress. The state a response is verified with travels encrypted with the page, so an abandoned
//! ceremony leaves nothing in the database. An accepted response is recorded in its own commit until its ticket expires.

use crate::{
    CoreError, Engine,
    engine::{Context, PASSKEY, Vault},
    ops::ticket,
    ports::{Change, SessionChange},
};
use strongroom_crypto::{Plaintext, passkey::Ceremony};
use strongroom_domain::UserId;

/// How long a response may take, in milliseconds; browsers wait as long.
const WAITS_MS: i64 = 5 * 60_000;
/// Purpose bound into the fingerprint of a used ticket.
const USED: &str = "passkey-ticket";

/// A passkey prompt for the browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasskeyPrompt {
    /// Options for the browser, JSON.
    pub options: String,
    /// Must be returned with the response within five minutes.
    pub ticket: String,
}

/// What a ceremony is for.
#[derive(Clone, Copy)]
pub(crate) enum CeremonyPurpose {
    /// A proof of identity: the response names the user.
    Proof,
    /// A new passkey of this user.
    New(UserId),
}

impl CeremonyPurpose {
    fn binding(self) -> Vec<u8> {
        match self {
            Self::Proof => b"proof".to_vec(),
            Self::New(user) => [b"new".as_slice(), &user.0].concat(),
        }
    }
}

impl Engine {
    /// Begins a passkey prompt, to sign in or to re-authenticate. Not recorded as an event: it is a random number that gives no
    /// access, and anyone may request it.
    ///
    /// # Errors
    /// Sealed, or a console without a host name.
    pub fn passkey_prompt(&self) -> Result<PasskeyPrompt, CoreError> {
        let vault = self.vault()?;
        challenge(self, &vault, self.relying_party()?.begin()?, CeremonyPurpose::Proof)
    }
}

pub(crate) fn challenge(
    engine: &Engine,
    vault: &Vault,
    ceremony: Ceremony,
    purpose: CeremonyPurpose,
) -> Result<PasskeyPrompt, CoreError> {
    let ticket = ticket::encrypt(engine, vault, PASSKEY, &purpose.binding(), ceremony.state.expose())?;
    Ok(PasskeyPrompt { options: ceremony.options, ticket })
}

/// The state to verify a response with, if the ticket has this purpose and has not expired.
pub(crate) fn state_of(cx: &Context<'_>, given: &str, purpose: CeremonyPurpose) -> Option<Plaintext> {
    ticket::decrypt(cx.engine, &cx.vault, PASSKEY, &purpose.binding(), WAITS_MS, given)
}

/// Marks a ticket as used: a response is accepted once, even if several nodes get it at the same time.
pub(crate) fn use_up(cx: &Context<'_>, ticket: &str) -> Change {
    let fingerprint = cx.vault.keyring.token_fingerprint(USED, ticket.as_bytes());
    SessionChange::UseNonce { fingerprint, expires: cx.now.plus_ms(WAITS_MS) }.into()
}
