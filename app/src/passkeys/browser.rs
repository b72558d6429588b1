//! `navigator.credentials`, in a separate chunk that is loaded on the first use: most sign-ins do not need it.

use crate::error::{ErrorKind, UiError};
use js_sys::{Function, JSON, Object, Promise, Reflect, futures::JsFuture};
use leptos::{
    prelude::*,
    wasm_split::{SplitLoaderError, wasm_split},
};
use std::{future::Future, pin::Pin};
use wasm_bindgen::{JsCast, JsValue};

/// The WebAuthn ceremony to run.
#[derive(Clone, Copy, Debug)]
pub(crate) enum CeremonyKind {
    /// Creates a passkey.
    Create,
    /// Uses an existing passkey.
    Get,
}

type PendingCredential = Pin<Box<dyn Future<Output = Result<String, UiError>>>>;

/// Runs the ceremony on the user's device and returns the credential as JSON.
///
/// # Errors
/// A message for the user: the prompt was closed, or passkeys are not available.
pub(crate) async fn credential(kind: CeremonyKind, options: String) -> Result<String, UiError> {
    match passkey(kind, options).await {
        Ok(credential) => credential.await,
        Err(_) => Err(UiError::new(ErrorKind::Network, "Part of this page could not be loaded. Reload the page.")),
    }
}

#[wasm_split(passkey, wasm_split_path = leptos::wasm_split, fallible)]
fn passkey(kind: CeremonyKind, options: String) -> Result<PendingCredential, SplitLoaderError> {
    let refused = |error| UiError::new(ErrorKind::Invalid, reason(&error));
    Ok(Box::pin(async move { run(kind, &options).await.map_err(refused) }))
}

/// Options and credential are JSON: browsers parse and write it since 2024.
async fn run(kind: CeremonyKind, options: &str) -> Result<String, JsValue> {
    let (parse, verb) = match kind {
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

/// The message for a `DOMException`. Its own text is never shown.
fn reason(error: &JsValue) -> &'static str {
    if error.is_undefined() {
        return "Passkeys are not available at this address. They require https:// or http://localhost and a browser from 2024 or later.";
    }
    let name = Reflect::get(error, &"name".into()).ok().and_then(|name| name.as_string()).unwrap_or_default();
    match name.as_str() {
        "NotAllowedError" | "AbortError" => "The passkey was not used: the prompt was closed or timed out. Try again.",
        "InvalidStateError" => "This device already has a passkey for your account. Nothing was changed.",
        "SecurityError" => "Passkeys do not work at this address. Open the console at its configured address.",
        _ => "The browser returned no passkey. Nothing was changed. Try again.",
    }
}
