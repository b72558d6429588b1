//! Ceremonies under way. What an answer will be held against travels encrypted with the page: nothing is stored for a question
//! that nobody answers. An answer that counted is remembered in its own commit, for as long as its ticket would open.

use crate::{
    CoreError, Engine,
    engine::{Context, PASSKEY, Vault},
    ops::ticket,
    ports::{Change, SessionChange},
};
use strongroom_crypto::{Plaintext, passkey::Ceremony};
use strongroom_domain::{Timestamp, UserId};

/// How long an answer may take, in milliseconds; browsers wait as long.
const WAITS_MS: i64 = 5 * 60_000;
/// Purpose bound into what is remembered of a used ticket.
const USED: &str = "passkey-ticket";

/// What a browser is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasskeyPrompt {
    /// Options for the browser, JSON.
    pub options: String,
    /// Comes back with the answer within five minutes.
    pub ticket: String,
}

/// What a ceremony is for.
#[derive(Clone, Copy)]
pub(crate) enum For {
    /// Any proof: which user it is of shows in the answer.
    Proof,
    /// A new passkey of this user.
    New(UserId),
}

impl For {
    fn place(self) -> Vec<u8> {
        match self {
            Self::Proof => b"proof".to_vec(),
            Self::New(user) => [b"new".as_slice(), &user.0].concat(),
        }
    }
}

impl Engine {
    /// Asks for a passkey, to sign in or to confirm who one is. Not an event: it is a random number that opens nothing, and
    /// whoever comes by may ask for it.
    ///
    /// # Errors
    /// Sealed, or a console without a host name.
    pub fn ask_passkey(&self) -> Result<PasskeyPrompt, CoreError> {
        let vault = self.vault()?;
        challenge(&vault, self.relying_party()?.begin()?, For::Proof, self.clock.now())
    }
}

pub(crate) fn challenge(
    vault: &Vault,
    ceremony: Ceremony,
    what: For,
    now: Timestamp,
) -> Result<PasskeyPrompt, CoreError> {
    let ticket = ticket::encrypt(vault, PASSKEY, &what.place(), now, ceremony.state.expose())?;
    Ok(PasskeyPrompt { options: ceremony.options, ticket })
}

/// What the answer is held against, if the ticket is of this kind and not too old.
pub(crate) fn state_of(cx: &Context<'_>, given: &str, what: For) -> Option<Plaintext> {
    ticket::decrypt(&cx.vault, PASSKEY, &what.place(), cx.now, WAITS_MS, given)
}

/// Beside what an answer is for: with it, the answer works once, also when it comes to several nodes at the same moment.
pub(crate) fn use_up(cx: &Context<'_>, ticket: &str) -> Change {
    let fingerprint = cx.vault.keyring.token_fingerprint(USED, ticket.as_bytes());
    SessionChange::UseNonce { fingerprint, expires: cx.now.plus_ms(WAITS_MS) }.into()
}
