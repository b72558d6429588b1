//! Data that pages load from the server.

use super::{
    exchange::{JsonResult, PendingJson, fetch, read},
    request::ArgumentFormat,
};
use crate::error::UiError;
use leptos::{
    prelude::*,
    server::codee::{Decoder, Encoder},
    server_fn::{Http, ServerFn, codec::Json},
};
use serde::{Serialize, de::DeserializeOwned};
use std::{future::Future, iter::successors, marker::PhantomData, pin::Pin, sync::Arc};
use strongroom_domain::json_text::{self, Unreadable};

/// A response of the server, or the error.
///
/// It keeps the response as text for all types, so that the bundle contains Leptos' resource code once.
#[derive(Debug)]
pub(crate) struct ServerResource<T> {
    response: Resource<JsonResult, JsonResultText>,
    of: PhantomData<fn() -> T>,
}

impl<T> Clone for ServerResource<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for ServerResource<T> {}

impl<T: DeserializeOwned> ServerResource<T> {
    /// The response, once it is loaded.
    pub fn get(self) -> Option<Result<T, UiError>> {
        self.response.get().map(|response| response.and_then(|json| read(&json)))
    }
}

impl<T: DeserializeOwned + 'static> IntoFuture for ServerResource<T> {
    type Output = Result<T, UiError>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        let response = pending(self.response);
        Box::pin(async move { response.await.and_then(|json| read(&json)) })
    }
}

fn pending(response: Resource<JsonResult, JsonResultText>) -> PendingJson {
    Box::pin(async move { response.await })
}

/// How a response is embedded in the page: `+` for a value or `-` for an error, followed by its JSON.
#[derive(Debug)]
struct JsonResultText;

impl Encoder<JsonResult> for JsonResultText {
    type Error = serde_json::Error;
    type Encoded = String;

    fn encode(result: &JsonResult) -> Result<String, Self::Error> {
        Ok(match result {
            Ok(json) => format!("+{json}"),
            Err(error) => format!("-{}", serde_json::to_string(error)?),
        })
    }
}

impl Decoder<JsonResult> for JsonResultText {
    type Error = Unreadable;
    type Encoded = str;

    fn decode(text: &str) -> Result<JsonResult, Self::Error> {
        match text.split_at_checked(1) {
            Some(("+", json)) => Ok(Ok(json.to_owned())),
            Some(("-", json)) => json_text::read(json).map(Err),
            _ => Err(Unreadable),
        }
    }
}

/// A request. No two are equal, so that each new one is sent.
#[derive(Clone)]
struct ServerRequest(Arc<dyn Fn() -> PendingJson + Send + Sync>);

impl PartialEq for ServerRequest {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

/// Calls a server function now, and again whenever a signal that `input` reads changes.
#[track_caller]
pub(crate) fn resource<S, In>(input: impl Fn() -> S + Send + Sync + 'static) -> ServerResource<S::Output>
where
    S: ServerFn<Error = UiError, Protocol = Http<In, Json>> + Serialize + Clone + Sync + 'static,
    S::Output: Serialize,
    In: ArgumentFormat,
{
    let request: Box<dyn Fn() -> ServerRequest + Send + Sync> = Box::new(move || {
        let input = input();
        ServerRequest(Arc::new(move || fetch(input.clone())))
    });
    ServerResource { response: resource_of(request), of: PhantomData }
}

#[track_caller]
fn resource_of(request: Box<dyn Fn() -> ServerRequest + Send + Sync>) -> Resource<JsonResult, JsonResultText> {
    let load = |ServerRequest(send)| {
        let kept = owners();
        // Leptos creates this future even for a value embedded in the page, so the request is sent only when it is polled.
        async move {
            let response = send().await;
            drop(kept);
            response
        }
    };
    Resource::new_with_options(request, load, false)
}

/// The owners that lead to the request's context. An owner does not keep its parent, and the server renders what waits inside
/// another wait more than once: without them, the request of the first time, whose response is embedded, loses its context.
fn owners() -> Vec<Owner> {
    if cfg!(feature = "ssr") { successors(Owner::current(), Owner::parent).collect() } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{ErrorDetail, ErrorKind};

    #[test]
    fn embedded_result_round_trips() {
        let error = UiError::new(ErrorKind::Denied, "-</script>").with(ErrorDetail::Argument("+name".to_owned()));
        for result in [Ok("null".to_owned()), Ok("+-é\"".to_owned()), Ok(String::new()), Err(error)] {
            let text = JsonResultText::encode(&result).unwrap();
            assert_eq!(JsonResultText::decode(&text).unwrap(), result);
        }
    }

    #[test]
    fn malformed_embedded_result_is_refused() {
        for text in [
            "",
            "-",
            "{}",
            "é",
            "é+{}",
            " +{}",
            "-{}",
            "--{}",
            "-null",
            "-[]",
            r#"-{"kind":"Denied"}"#,
            r#"-{"kind":"Other","message":"","detail":null}"#,
        ] {
            assert!(JsonResultText::decode(text).is_err(), "{text}");
        }
    }

    #[test]
    fn parse_error_does_not_contain_the_response() {
        for json in ["", "{", "nul", "\"secret\"", "[1]", "{\"a\":1}"] {
            let error = read::<u32>(json).unwrap_err();
            assert!(!error.message.contains("secret"), "{json}: {error:?}");
        }
        assert_eq!(read::<u32>("7").unwrap(), 7);
    }
}
