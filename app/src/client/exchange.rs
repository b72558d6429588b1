//! One exchange with the server for all server functions.
//!
//! Leptos compiles sending and receiving again for each server function. Here all of them share one exchange that returns the
//! response as text. Only parsing that text depends on the type.

use super::reauthenticate::with_reauthentication;
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

/// The JSON a server function returned, or its error.
pub(crate) type JsonResult = Result<String, UiError>;

/// A pending response.
pub(crate) type PendingJson = Pin<Box<dyn Future<Output = JsonResult> + Send>>;

/// Calls a server function. On the server it runs the function directly and serialises the result too, so that both sides
/// render the page from the same text.
pub(crate) fn fetch<S, In>(input: S) -> PendingJson
where
    S: ServerFn<Error = UiError, Protocol = Http<In, Json>> + IntoReq<In, BrowserRequest, UiError> + 'static,
    S::Output: Serialize,
{
    #[cfg(feature = "ssr")]
    return Box::pin(async move {
        let output = input.run_body().await.inspect_err(|error| door::set_page_status(error.kind))?;
        serde_json::to_string(&output)
            .map_err(|error| UiError::from_server_fn_error(ServerFnErrorErr::Serialization(error.to_string())))
    });
    #[cfg(not(feature = "ssr"))]
    send(input.into_req(S::PATH, JsonEncoding::CONTENT_TYPE))
}

/// Calls a server function and parses its response.
pub(crate) async fn call<S, In>(input: S) -> Result<S::Output, UiError>
where
    S: ServerFn<Error = UiError, Protocol = Http<In, Json>> + IntoReq<In, BrowserRequest, UiError> + 'static,
    S::Output: Serialize + DeserializeOwned,
{
    fetch(input).await.and_then(|json| read(&json))
}

/// Calls a server function that may require re-authentication, and parses its response, whose text is wiped: it may carry a
/// value.
pub(crate) async fn call_confirmed<S, In>(input: S) -> Result<S::Output, UiError>
where
    S: ServerFn<Error = UiError, Protocol = Http<In, Json>> + IntoReq<In, BrowserRequest, UiError> + Clone + 'static,
    S::Output: Serialize + DeserializeOwned,
{
    let json = with_reauthentication(Box::new(move || fetch(input.clone()))).await;
    json.and_then(|json| read(&Zeroizing::new(json)))
}

/// Sends a request and returns the JSON of its response.
pub(super) fn send(request: Result<BrowserRequest, UiError>) -> PendingJson {
    Box::pin(async move { exchange(request?).await })
}

async fn exchange(request: BrowserRequest) -> JsonResult {
    let response = <BrowserClient as Client<UiError>>::send(request).await?;
    let failed = ClientRes::<UiError>::status(&response) >= 400;
    let redirect = ClientRes::<UiError>::has_redirect(&response).then(|| ClientRes::<UiError>::location(&response));
    if failed {
        return Err(UiError::de(ClientRes::<UiError>::try_into_bytes(response).await?));
    }
    if let Some(address) = redirect {
        call_redirect_hook(&address);
    }
    ClientRes::<UiError>::try_into_string(response).await
}

/// Parses a response.
pub(super) fn read<T: DeserializeOwned>(json: &str) -> Result<T, UiError> {
    serde_json::from_slice(json.as_bytes())
        .map_err(|error| UiError::from_server_fn_error(ServerFnErrorErr::Deserialization(error.to_string())))
}
