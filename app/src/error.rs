//! The one error type of the console's server functions.

use leptos::{prelude::*, server_fn::codec::JsonEncoding};
use serde::{Deserialize, Serialize};

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
    /// A field that breaks a rule; the answer's status says so.
    #[cfg(feature = "ssr")]
    pub fn of_field(field: impl Into<String>, message: impl Into<String>) -> Self {
        crate::door::bad_request();
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

#[cfg(feature = "ssr")]
impl From<strongroom_domain::FieldError> for UiError {
    fn from(e: strongroom_domain::FieldError) -> Self {
        let message = format!("{} {}", crate::labels::label(&e.field), e.rule);
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
            | ServerFnErrorErr::MissingArg(text) => crate::door::unreadable(&text),
            _ => {
                Self::new(ErrorKind::Internal, "Something went wrong between the page and the server. Reload the page.")
            }
        }
    }
}
