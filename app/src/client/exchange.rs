//! One exchange with the server for all server functions.
//!
//! Leptos compiles sending and receiving anew for each server function. Here all of them share one that ends in the answer's
//! text; only the text is read by its type.

use super::reauthenticate::confirmed;
#[cfg(feature = "ssr")]
use crate::door;
use crate::error::UiError;
#[cfg(not(feature = "ssr"))]
use leptos::server_fn::{ContentType, codec::JsonEncoding};
use leptos::{
    prelude::*,
    server_fn::{
        Http, ServerFn,
        client::{Client, browser::BrowserClient},
        codec::{IntoReq, Json},
        redirect::call_redirect_hook,
        request::browser::BrowserRequest,
        response::ClientRes,
    },
};
use serde::{Serialize, de::DeserializeOwned};
use std::{future::Future, pin::Pin};
use zeroize::Zeroizing;

/// The JSON of what a server function answered.
pub(crate) type JsonResult = Result<String, UiError>;

/// An answer to come.
pub(crate) type PendingJson = Pin<Box<dyn Future<Output = JsonResult> + Send>>;

/// Asks the server. On the server itself it runs the function, whose answer becomes text there too: the page is then made
/// of the same on both sides.
pub(crate) fn ask<S, In>(question: S) -> PendingJson
where
    S: ServerFn<Error = UiError, Protocol = Http<In, Json>> + IntoReq<In, BrowserRequest, UiError> + 'static,
    S::Output: Serialize,
{
    #[cfg(feature = "ssr")]
    return Box::pin(async move {
        let output = question.run_body().await.inspect_err(|error| door::set_page_status(error.kind))?;
        serde_json::to_string(&output)
            .map_err(|error| UiError::from_server_fn_error(ServerFnErrorErr::Serialization(error.to_string())))
    });
    #[cfg(not(feature = "ssr"))]
    send(question.into_req(S::PATH, JsonEncoding::CONTENT_TYPE))
}

/// Asks the server and reads its answer.
pub(crate) async fn call<S, In>(question: S) -> Result<S::Output, UiError>
where
    S: ServerFn<Error = UiError, Protocol = Http<In, Json>> + IntoReq<In, BrowserRequest, UiError> + 'static,
    S::Output: Serialize + DeserializeOwned,
{
    ask(question).await.and_then(|json| read(&json))
}

/// The same for what the server may want the person to confirm first. Such an answer may carry a value: its text is wiped.
pub(crate) async fn call_confirmed<S, In>(question: S) -> Result<S::Output, UiError>
where
    S: ServerFn<Error = UiError, Protocol = Http<In, Json>> + IntoReq<In, BrowserRequest, UiError> + Clone + 'static,
    S::Output: Serialize + DeserializeOwned,
{
    let answer = confirmed(Box::new(move || ask(question.clone()))).await;
    answer.and_then(|json| read(&Zeroizing::new(json)))
}

/// Sends a request, if there is one, and receives the answer's JSON.
pub(super) fn send(request: Result<BrowserRequest, UiError>) -> PendingJson {
    Box::pin(async move { exchange(request?).await })
}

async fn exchange(request: BrowserRequest) -> JsonResult {
    let answer = <BrowserClient as Client<UiError>>::send(request).await?;
    let failed = ClientRes::<UiError>::status(&answer) >= 400;
    let led_on = ClientRes::<UiError>::has_redirect(&answer).then(|| ClientRes::<UiError>::location(&answer));
    if failed {
        return Err(UiError::de(ClientRes::<UiError>::try_into_bytes(answer).await?));
    }
    if let Some(address) = led_on {
        call_redirect_hook(&address);
    }
    ClientRes::<UiError>::try_into_string(answer).await
}

/// Reads an answer.
pub(super) fn read<T: DeserializeOwned>(json: &str) -> Result<T, UiError> {
    serde_json::from_slice(json.as_bytes())
        .map_err(|error| UiError::from_server_fn_error(ServerFnErrorErr::Deserialization(error.to_string())))
}
