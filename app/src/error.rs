//! The one error type of the console's server functions. It is data: what an answer's status is, the door decides.

#[cfg(feature = "ssr")]
mod unreadable;

use crate::labels::label;
use leptos::{prelude::*, server_fn::codec::JsonEncoding};
use serde::{Deserialize, Serialize};
use strongroom_domain::FieldError;

/// What went wrong, in words that are safe to show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UiError {
    /// Kind; decides status, picture and whether a field is marked.
    pub kind: ErrorKind,
    /// One sentence.
    pub message: String,
    /// The field it is about, in the form's own names, when it is about one.
    pub field: Option<String>,
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
    /// Allowed once its person has confirmed who they are.
    StepUp,
    /// No such thing.
    NotFound,
    /// Somebody else changed it, or the name is taken.
    Conflict,
    /// Waits for its deletion.
    Deleting,
    /// Too many attempts.
    Throttled,
    /// The server has not been unsealed.
    Sealed,
    /// The store does not answer; nothing was changed.
    Unavailable,
    /// A defect; the message carries the id under which the log has the cause.
    Internal,
    /// The server could not be reached.
    Network,
}

impl UiError {
    /// A field that breaks a rule.
    pub fn of_field(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self { field: Some(field.into()), ..Self::new(ErrorKind::Invalid, message) }
    }

    /// An error of a kind.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), field: None }
    }
}

impl std::fmt::Display for UiError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for UiError {}

impl From<FieldError> for UiError {
    fn from(e: FieldError) -> Self {
        let message = format!("{} {}", label(&e.field), e.rule);
        Self::of_field(e.field, message)
    }
}

impl FromServerFnError for UiError {
    type Encoder = JsonEncoding;

    /// Transport errors of the framework. Their texts may hold what was sent, so none is passed on.
    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Request(_) | ServerFnErrorErr::Response(_) => {
                Self::new(ErrorKind::Network, "The server could not be reached. Check the connection and try again.")
            }
            #[cfg(feature = "ssr")]
            ServerFnErrorErr::Args(text)
            | ServerFnErrorErr::Deserialization(text)
            | ServerFnErrorErr::MissingArg(text) => unreadable::unreadable(&text),
            _ => {
                Self::new(ErrorKind::Internal, "Something went wrong between the page and the server. Reload the page.")
            }
        }
    }
}
