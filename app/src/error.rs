//! The one error type of the console's server functions. It is data; the door decides the status of the response.

#[cfg(feature = "ssr")]
mod unreadable;

use crate::labels::{at_field, inputs, sentence};
use leptos::{prelude::*, server_fn::codec::JsonEncoding};
use serde::{Deserialize, Serialize};
use strongroom_domain::{
    Field, FieldError, RequestId,
    json_text::{self, Unreadable},
};

/// What went wrong, in words that are safe to show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UiError {
    /// Kind; decides status, picture and whether a field is marked.
    pub kind: ErrorKind,
    /// One sentence.
    pub message: String,
    /// What pages need besides the sentence.
    pub detail: Option<ErrorDetail>,
}

/// What pages need to know about an error, as data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ErrorDetail {
    /// A field breaks its rule.
    Invalid(RefusedField),
    /// An argument of the server function cannot be read: its name.
    Argument(String),
    /// Seconds until the next attempt.
    RetryAfter(u32),
    /// The request under which the log or the trail has the cause.
    Request(RequestId),
}

/// A field that breaks its rule, in the words of the forms: the browser needs neither all fields nor all rules to show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedField {
    /// The [`Field`] as JSON, which few pages read.
    field: String,
    /// The names that it has in the forms.
    pub inputs: Vec<String>,
    /// Its rule: "Must have 1 to 192 characters."
    pub rule: String,
}

impl RefusedField {
    /// The field, unless this server knows it and the page does not.
    pub fn field(&self) -> Option<Field> {
        json_text::read(&self.field).ok()
    }

    /// Whether a form has it under this name.
    pub fn is_named(&self, name: &str) -> bool {
        self.inputs.iter().any(|input| input == name)
    }
}

impl From<FieldError> for RefusedField {
    fn from(error: FieldError) -> Self {
        Self {
            field: serde_json::to_string(&error.field).unwrap_or_default(),
            inputs: inputs(error.field).iter().map(|name| (*name).to_owned()).collect(),
            rule: at_field(error.problem),
        }
    }
}

/// Kinds of failure a page can tell apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ErrorKind {
    /// Input breaks a rule.
    Invalid,
    /// A limit is reached, or something else uses or locks it.
    Blocked,
    /// Nobody is signed in, or the session ended.
    SignedOut,
    /// Not allowed.
    Denied,
    /// Allowed after the person re-authenticates.
    StepUp,
    /// No such thing.
    NotFound,
    /// Someone else changed it, or the name exists already.
    Conflict,
    /// Scheduled for deletion.
    Deleting,
    /// Too many attempts.
    Throttled,
    /// The server has not been unsealed.
    Sealed,
    /// The store is unavailable. Nothing was changed, unless the message says that this is unknown.
    Unavailable,
    /// A defect; the message carries the id under which the log has the cause.
    Internal,
    /// The server could not be reached.
    Network,
}

impl UiError {
    /// An error of a kind.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), detail: None }
    }

    /// The same with a detail.
    #[must_use]
    pub fn with(self, detail: ErrorDetail) -> Self {
        Self { detail: Some(detail), ..self }
    }

    /// A field that breaks its rule, in words of the page's own.
    pub fn of_field(error: FieldError, message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Invalid, message).with(ErrorDetail::Invalid(error.into()))
    }

    /// The field that breaks its rule, if one does.
    pub fn invalid(&self) -> Option<&RefusedField> {
        match &self.detail {
            Some(ErrorDetail::Invalid(field)) => Some(field),
            _ => None,
        }
    }

    /// Seconds until the next attempt; 0 when there is nothing to wait for.
    pub fn retry_after_s(&self) -> u32 {
        match self.detail {
            Some(ErrorDetail::RetryAfter(seconds)) => seconds,
            _ => 0,
        }
    }

    /// Whether the same request may succeed later, unchanged.
    pub fn is_temporary(&self) -> bool {
        match self.kind {
            ErrorKind::Network
            | ErrorKind::Unavailable
            | ErrorKind::Internal
            | ErrorKind::Sealed
            | ErrorKind::SignedOut
            | ErrorKind::StepUp => true,
            ErrorKind::Invalid
            | ErrorKind::Blocked
            | ErrorKind::Denied
            | ErrorKind::NotFound
            | ErrorKind::Conflict
            | ErrorKind::Deleting
            | ErrorKind::Throttled => false,
        }
    }

    /// The request to quote, if there is one.
    pub fn request(&self) -> Option<RequestId> {
        match self.detail {
            Some(ErrorDetail::Request(request)) => Some(request),
            _ => None,
        }
    }
}

impl std::fmt::Display for UiError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for UiError {}

impl From<FieldError> for UiError {
    fn from(error: FieldError) -> Self {
        Self::of_field(error, sentence(error))
    }
}

impl FromServerFnError for UiError {
    type Encoder = JsonEncoding;

    /// Transport errors of the framework. Their texts may hold what was sent, so none is passed on.
    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Request(_) | ServerFnErrorErr::Response(_) => Self::new(
                ErrorKind::Network,
                "The server could not be reached. Your input is still here. Check the connection and try again.",
            ),
            #[cfg(feature = "ssr")]
            ServerFnErrorErr::Args(text)
            | ServerFnErrorErr::Deserialization(text)
            | ServerFnErrorErr::MissingArg(text) => unreadable::unreadable(&text),
            _ => Unreadable.into(),
        }
    }
}

/// A response that is not what the page expects, as after an update of the server.
impl From<Unreadable> for UiError {
    fn from(_: Unreadable) -> Self {
        Self::new(ErrorKind::Internal, "Something went wrong between the page and the server. Reload the page.")
    }
}
