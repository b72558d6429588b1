//! What pages load.

use super::exchange::{JsonResult, PendingJson, ask, read};
use crate::error::UiError;
use leptos::{
    prelude::*,
    server::codee::{Decoder, Encoder},
    server_fn::{
        Http, ServerFn,
        codec::{IntoReq, Json},
        request::browser::BrowserRequest,
    },
};
use serde::{
    Serialize,
    de::{DeserializeOwned, Error},
};
use std::{future::Future, marker::PhantomData, pin::Pin, sync::Arc};

/// An answer of the server, or why there is none.
///
/// A resource keeps its text, the same for all types: what Leptos compiles for a resource then stands in the bundle once.
#[derive(Debug)]
pub(crate) struct ServerResource<T> {
    answer: Resource<JsonResult, JsonResultText>,
    of: PhantomData<fn() -> T>,
}

impl<T> Clone for ServerResource<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for ServerResource<T> {}

impl<T: DeserializeOwned> ServerResource<T> {
    /// What has been loaded, once it has been.
    pub fn get(self) -> Option<Result<T, UiError>> {
        self.answer.get().map(|answer| answer.and_then(|json| read(&json)))
    }
}

impl<T: DeserializeOwned + 'static> IntoFuture for ServerResource<T> {
    type Output = Result<T, UiError>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        let answer = settled(self.answer);
        Box::pin(async move { answer.await.and_then(|json| read(&json)) })
    }
}

fn settled(answer: Resource<JsonResult, JsonResultText>) -> PendingJson {
    Box::pin(async move { answer.await })
}

/// How the server's answer comes with the page: a sign, `+` for an answer and `-` for an error, and its JSON.
#[derive(Debug)]
struct JsonResultText;

impl Encoder<JsonResult> for JsonResultText {
    type Error = serde_json::Error;
    type Encoded = String;

    fn encode(answer: &JsonResult) -> Result<String, Self::Error> {
        Ok(match answer {
            Ok(json) => format!("+{json}"),
            Err(error) => format!("-{}", serde_json::to_string(error)?),
        })
    }
}

impl Decoder<JsonResult> for JsonResultText {
    type Error = serde_json::Error;
    type Encoded = str;

    fn decode(text: &str) -> Result<JsonResult, Self::Error> {
        match text.split_at_checked(1) {
            Some(("+", json)) => Ok(Ok(json.to_owned())),
            Some(("-", json)) => serde_json::from_slice(json.as_bytes()).map(Err),
            _ => Err(Error::custom("neither an answer nor an error")),
        }
    }
}

/// A question; each time one is put it differs from the last, so that it is asked.
#[derive(Clone)]
struct ServerRequest(Arc<dyn Fn() -> PendingJson + Send + Sync>);

impl PartialEq for ServerRequest {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

/// Asks the server now, and again whenever something changes that the question was made of.
#[track_caller]
pub(crate) fn resource<S, In>(question: impl Fn() -> S + Send + Sync + 'static) -> ServerResource<S::Output>
where
    S: ServerFn<Error = UiError, Protocol = Http<In, Json>>
        + IntoReq<In, BrowserRequest, UiError>
        + Clone
        + Sync
        + 'static,
    S::Output: Serialize,
{
    let asked: Box<dyn Fn() -> ServerRequest + Send + Sync> = Box::new(move || {
        let question = question();
        ServerRequest(Arc::new(move || ask(question.clone())))
    });
    ServerResource { answer: resource_of(asked), of: PhantomData }
}

#[track_caller]
fn resource_of(asked: Box<dyn Fn() -> ServerRequest + Send + Sync>) -> Resource<JsonResult, JsonResultText> {
    // Leptos makes a future for a value that came with the page, too: the question is put when one is waited for.
    Resource::new_with_options(asked, |ServerRequest(ask)| async move { ask().await }, false)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;

    #[test]
    fn an_answer_comes_as_it_went() {
        let error = UiError::new(ErrorKind::Denied, "-</script>").with(ErrorDetail::Argument("+name".to_owned()));
        for answer in [Ok("null".to_owned()), Ok("+-é\"".to_owned()), Ok(String::new()), Err(error)] {
            let text = JsonResultText::encode(&answer).unwrap();
            assert_eq!(JsonResultText::decode(&text).unwrap(), answer);
        }
    }

    #[test]
    fn what_is_no_answer_is_not_taken_for_one() {
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
    fn an_answer_of_another_type_is_an_error_without_its_text() {
        for json in ["", "{", "nul", "\"secret\"", "[1]", "{\"a\":1}"] {
            let error = read::<u32>(json).unwrap_err();
            assert!(!error.message.contains("secret"), "{json}: {error:?}");
        }
        assert_eq!(read::<u32>("7").unwrap(), 7);
    }
}
