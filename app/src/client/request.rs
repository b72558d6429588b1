//! One request to the server, sent with the browser's `fetch`.
//!
//! In place of the requests of server_fn and gloo, which bring types for all of HTTP to every page.

use crate::error::{ErrorKind, UiError};
use js_sys::{Promise, futures::JsFuture};
use leptos::{
    prelude::*,
    server_fn::{
        codec::{Json, PostUrl},
        redirect::REDIRECT_HEADER,
    },
};
use serde::Serialize;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{AbortController, Headers, RequestInit, Response};

/// The arguments of a server function, and where they go. Sent by POST.
#[derive(Clone)]
pub(crate) struct PageRequest {
    /// Path, with the query if there is one.
    pub url: String,
    /// Type of the body.
    pub content_type: &'static str,
    /// The arguments; `None` if they could not be read or written. Without them nothing is sent: the server would take what is missing
    /// as left out.
    pub body: Option<String>,
}

/// How a server function takes its arguments.
pub(crate) trait ArgumentFormat {
    /// Type of the body.
    const CONTENT_TYPE: &str;

    /// The arguments as text; `None` if they cannot be written.
    fn write(input: &impl Serialize) -> Option<String>;
}

/// As a form sends them.
impl ArgumentFormat for PostUrl {
    const CONTENT_TYPE: &str = "application/x-www-form-urlencoded";

    fn write(input: &impl Serialize) -> Option<String> {
        serde_qs::to_string(input).ok()
    }
}

impl ArgumentFormat for Json {
    const CONTENT_TYPE: &str = "application/json";

    fn write(input: &impl Serialize) -> Option<String> {
        serde_json::to_string(input).ok()
    }
}

impl PageRequest {
    /// A request with these arguments.
    pub fn new<In: ArgumentFormat>(url: &str, input: &impl Serialize) -> Self {
        Self { url: url.to_owned(), content_type: In::CONTENT_TYPE, body: In::write(input) }
    }

    /// Sends it. Dropping the future cancels the request.
    ///
    /// # Errors
    /// There are no arguments, or the server could not be reached. No response of the server is an error here.
    pub async fn send(self) -> Result<PageResponse, UiError> {
        let Self { url, content_type, body } = self;
        let body = body.ok_or_else(unreadable)?;
        try_send(&url, content_type, &body).await.map_err(|_| unreached())
    }
}

async fn try_send(url: &str, content_type: &str, body: &str) -> Result<PageResponse, JsValue> {
    let headers = Headers::new()?;
    headers.set("Content-Type", content_type)?;
    headers.set("Accept", <Json as ArgumentFormat>::CONTENT_TYPE)?;
    let cancel = CancelOnDrop(Some(AbortController::new()?));
    let init = RequestInit::new();
    init.set_method("POST");
    init.set_headers(&headers);
    init.set_body(&body.into());
    init.set_signal(cancel.0.as_ref().map(AbortController::signal).as_ref());
    let response: Response = wait(window().fetch_with_str_and_init(url, &init)).await?.dyn_into()?;
    let text = wait(response.text()?).await?.as_string().unwrap_or_default();
    cancel.keep();
    let redirect = response.headers().get(REDIRECT_HEADER)?.is_some();
    let address = || response.headers().get("Location").ok().flatten().unwrap_or_else(|| response.url());
    Ok(PageResponse { failed: response.status() >= 400, redirect: redirect.then(address), text })
}

/// What the server responded.
pub(crate) struct PageResponse {
    /// Whether its status says that it is an error.
    pub failed: bool,
    /// Where the page shall go.
    pub redirect: Option<String>,
    /// JSON.
    pub text: String,
}

async fn wait(promise: Promise) -> Result<JsValue, JsValue> {
    JsFuture::from(promise).await
}

struct CancelOnDrop(Option<AbortController>);

impl CancelOnDrop {
    fn keep(mut self) {
        self.0.take();
    }
}

impl Drop for CancelOnDrop {
    fn drop(&mut self) {
        if let Some(controller) = &self.0 {
            controller.abort();
        }
    }
}

fn unreadable() -> UiError {
    UiError::new(ErrorKind::Internal, "The browser could not read what was entered. Nothing was sent.")
}

fn unreached() -> UiError {
    UiError::new(
        ErrorKind::Network,
        "The server could not be reached. Your input is still here. Check the connection and try again.",
    )
}
