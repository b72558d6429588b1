//! `navigator.credentials`, in a part of its own that is loaded at the first press: most sign-ins need none of it.

use crate::error::{ErrorKind, UiError};
use js_sys::{Function, JSON, Object, Promise, Reflect, futures::JsFuture};
use leptos::{
    prelude::*,
    wasm_split::{SplitLoaderError, wasm_split},
};
use std::{future::Future, pin::Pin};
use wasm_bindgen::{JsCast, JsValue};

/// What is asked for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum CeremonyKind {
    /// A new passkey.
    Create,
    /// The answer of one there is.
    Get,
}

type PendingCredential = Pin<Box<dyn Future<Output = Result<String, UiError>>>>;

/// Asks the device; its answer as JSON.
///
/// # Errors
/// A sentence for the person: the prompt was closed, or the browser has no passkeys here.
pub(crate) async fn credential(what: CeremonyKind, options: String) -> Result<String, UiError> {
    match passkey(what, options).await {
        Ok(credential) => credential.await,
        Err(_) => Err(UiError::new(ErrorKind::Network, "Part of this page could not be loaded. Reload the page.")),
    }
}

#[wasm_split(passkey, wasm_split_path = leptos::wasm_split, fallible)]
fn passkey(what: CeremonyKind, options: String) -> Result<PendingCredential, SplitLoaderError> {
    let refused = |error| UiError::new(ErrorKind::Invalid, reason(&error));
    Ok(Box::pin(async move { ask(what, &options).await.map_err(refused) }))
}

/// Options and answer are JSON on the way: browsers have read and written it themselves since 2024.
async fn ask(what: CeremonyKind, options: &str) -> Result<String, JsValue> {
    let (parse, verb) = match what {
        CeremonyKind::Create => ("parseCreationOptionsFromJSON", "create"),
        CeremonyKind::Get => ("parseRequestOptionsFromJSON", "get"),
    };
    let navigator = window().navigator();
    let (class, credentials) = (get(&window(), "PublicKeyCredential")?, get(&navigator, "credentials")?);
    let request = Object::new();
    let public_key = method(&class, parse)?.call1(&class, &JSON::parse(options)?)?;
    Reflect::set(&request, &"publicKey".into(), &public_key)?;
    let prompt: Promise = method(&credentials, verb)?.call1(&credentials, &request)?.dyn_into()?;
    let credential: JsValue = JsFuture::from(prompt).await?;
    Ok(JSON::stringify(&credential)?.into())
}

fn get(object: &JsValue, name: &str) -> Result<JsValue, JsValue> {
    let found = Reflect::get(object, &name.into())?;
    if found.is_undefined() { Err(found) } else { Ok(found) }
}

fn method(object: &JsValue, name: &str) -> Result<Function, JsValue> {
    get(object, name)?.dyn_into()
}

/// What a `DOMException` means to a person. Nothing of its text is shown.
fn reason(error: &JsValue) -> &'static str {
    if error.is_undefined() {
        return "This browser has no passkeys at this address. They need https:// or http://localhost and a browser of 2024 or later.";
    }
    let name = Reflect::get(error, &"name".into()).ok().and_then(|name| name.as_string()).unwrap_or_default();
    match name.as_str() {
        "NotAllowedError" | "AbortError" => "The passkey was not used: the prompt was closed or took too long.",
        "InvalidStateError" => "This device holds a passkey of yours already.",
        "SecurityError" => "Passkeys do not work at this address of the console.",
        _ => "The browser did not give a passkey.",
    }
}
