//! One exchange with the server for all server functions.
//!
//! Leptos compiles sending and receiving again for each server function. Here all of them share one exchange that returns the
//! response as text. Only parsing that text depends on the type.

use super::{
    reauthenticate::with_reauthentication,
    request::{ArgumentFormat, PageRequest},
};
#[cfg(feature = "ssr")]
use crate::door;
use crate::error::UiError;
#[cfg(feature = "ssr")]
use leptos::prelude::*;
use leptos::server_fn::{Http, ServerFn, codec::Json, redirect::call_redirect_hook};
use send_wrapper::SendWrapper;
use serde::{Serialize, de::DeserializeOwned};
use std::{future::Future, pin::Pin};
use strongroom_domain::json_text;
use zeroize::Zeroizing;

/// The JSON a server function returned, or its error.
pub(crate) type JsonResult = Result<String, UiError>;

/// A pending response.
pub(crate) type PendingJson = Pin<Box<dyn Future<Output = JsonResult> + Send>>;

/// Calls a server function. On the server it runs the function directly and serialises the result too, so that both sides
/// render the page from the same text.
pub(crate) fn fetch<S, In>(input: S) -> PendingJson
where
    S: ServerFn<Error = UiError, Protocol = Http<In, Json>> + Serialize + 'static,
    In: ArgumentFormat,
    S::Output: Serialize,
{
    #[cfg(feature = "ssr")]
    return Box::pin(async move {
        let output = input.run_body().await.inspect_err(|error| door::set_page_status(error.kind))?;
        serde_json::to_string(&output)
            .map_err(|error| UiError::from_server_fn_error(ServerFnErrorErr::Serialization(error.to_string())))
    });
    #[cfg(not(feature = "ssr"))]
    send(PageRequest::new::<In>(S::PATH, &input))
}

/// Calls a server function and parses its response.
pub(crate) async fn call<S, In>(input: S) -> Result<S::Output, UiError>
where
    S: ServerFn<Error = UiError, Protocol = Http<In, Json>> + Serialize + 'static,
    In: ArgumentFormat,
    S::Output: Serialize + DeserializeOwned,
{
    fetch(input).await.and_then(|json| read(&json))
}

/// Calls a server function that may require re-authentication, and parses its response, whose text is wiped: it may carry a
/// value.
pub(crate) async fn call_confirmed<S, In>(input: S) -> Result<S::Output, UiError>
where
    S: ServerFn<Error = UiError, Protocol = Http<In, Json>> + Serialize + Clone + 'static,
    In: ArgumentFormat,
    S::Output: Serialize + DeserializeOwned,
{
    let json = with_reauthentication(Box::new(move || fetch(input.clone()))).await;
    json.and_then(|json| read(&Zeroizing::new(json)))
}

/// Sends a request and returns the JSON of its response.
pub(super) fn send(request: PageRequest) -> PendingJson {
    // A browser has one thread.
    Box::pin(SendWrapper::new(async move {
        let response = request.send().await?;
        if response.failed {
            return Err(read(&response.text).unwrap_or_else(|unreadable| unreadable));
        }
        if let Some(address) = response.redirect {
            call_redirect_hook(&address);
        }
        Ok(response.text)
    }))
}

/// Parses a response.
pub(super) fn read<T: DeserializeOwned>(json: &str) -> Result<T, UiError> {
    json_text::read(json).map_err(UiError::from)
}
