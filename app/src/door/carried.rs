//! A form that was sent without scripts and needs a fresh proof of identity first. The page that asks for the proof carries the
//! form along, encrypted: what was typed, which may be a secret, is in no address, in no readable part of the page, and not
//! stored. After the proof the form is sent on.

use super::{console, principal};
use crate::error::{ErrorKind, UiError};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use http::request::Parts;
use leptos::prelude::use_context;
use serde::{Deserialize, Serialize};
use std::sync::{Arc, Mutex, PoisonError};
use zeroize::Zeroizing;

/// Name under which it is encrypted.
const PURPOSE: &str = "carried-form";
/// How long the proof may take: 30 minutes, in milliseconds.
const WAITS_MS: i64 = 30 * 60_000;

/// A form that waits for a proof of identity.
#[derive(Clone, Serialize, Deserialize)]
pub struct CarriedForm {
    /// Path of its server function.
    pub path: String,
    /// Its fields, encoded as it was sent.
    pub body: String,
    /// Address of the page it is on.
    pub page: String,
}

impl Drop for CarriedForm {
    fn drop(&mut self) {
        zeroize::Zeroize::zeroize(&mut self.body);
    }
}

/// What a server function tells the middleware around it. An extension of requests that are forms without scripts.
#[derive(Clone, Default)]
pub struct Continuation(Arc<Mutex<Next>>);

/// What follows the response.
#[derive(Default)]
pub enum Next {
    /// Nothing.
    #[default]
    Done,
    /// A proof of identity, and then the same form again.
    Proof,
    /// The form that was carried along: its proof was accepted.
    Send(CarriedForm),
    /// The form is carried along further: its proof was not accepted, for this reason.
    Again(CarriedForm, String),
}

impl Continuation {
    /// What follows the response.
    pub fn take(&self) -> Next {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Says what follows the response.
    pub fn set(&self, next: Next) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = next;
    }
}

fn continuation() -> Option<Continuation> {
    use_context::<Parts>()?.extensions.get::<Continuation>().cloned()
}

/// The request needs a fresh proof of identity.
pub(super) fn ask_for_proof() {
    if let Some(continuation) = continuation() {
        continuation.set(Next::Proof);
    }
}

/// The proof that a carried form waited for was accepted, or not. Does nothing for a proof without a form.
pub(crate) fn proven(form: Option<CarriedForm>, outcome: &Result<(), UiError>) {
    let (Some(form), Some(continuation)) = (form, continuation()) else { return };
    continuation.set(match outcome {
        Ok(()) => Next::Send(form),
        Err(error) => Next::Again(form, error.message.clone()),
    });
}

/// Encrypts a form for its page. Only the signed-in person can send it on.
///
/// # Errors
/// Nobody is signed in, or the server is sealed.
pub(crate) async fn encrypt(form: &CarriedForm) -> Result<String, UiError> {
    let (user, console) = (principal().await?.id, console()?);
    let json = Zeroizing::new(serde_json::to_vec(form).map_err(|_| unreadable())?);
    let record = Zeroizing::new([console.engine.stamp().as_slice(), json.as_slice()].concat());
    let encrypted = console.engine.encrypt_record(PURPOSE, &user.0, &record).map_err(super::ui_error)?;
    Ok(URL_SAFE_NO_PAD.encode(encrypted))
}

/// The form in a page that asked for a proof; `None` if there is none.
///
/// # Errors
/// It is of somebody else, too old, or not from this server.
pub(crate) async fn decrypt(carried: &str) -> Result<Option<CarriedForm>, UiError> {
    if carried.is_empty() {
        return Ok(None);
    }
    let (user, console) = (principal().await?.id, console()?);
    let encrypted = URL_SAFE_NO_PAD.decode(carried).map_err(|_| unreadable())?;
    let record = console.engine.decrypt_record(PURPOSE, &user.0, &encrypted).map_err(|_| unreadable())?;
    let (made, json) = record.expose().split_first_chunk().ok_or_else(unreadable)?;
    if !(0..WAITS_MS).contains(&console.engine.stamp_age_ms(made)) {
        return Err(unreadable());
    }
    serde_json::from_slice(json).map(Some).map_err(|_| unreadable())
}

fn unreadable() -> UiError {
    UiError::new(
        ErrorKind::Invalid,
        "This form has expired. Nothing was changed. Go back to its page and send it again.",
    )
}
