//! The limits of a request's head and body, checked before anything parses it, at the API and at the console.

use ::http::{StatusCode, request::Parts};
use axum::body::{Body, Bytes, HttpBody};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use std::{error::Error, io, iter::successors};

/// Longest head, in bytes: request line and headers.
pub(super) const HEAD_BYTES: usize = 64 * 1024;
/// Longest body, in bytes: a value of 30,720 bytes with every byte escaped, twice, and room for the rest.
const BODY_BYTES: usize = 200 * 1024;

/// Why a request is rejected before it is parsed. Its text is a sentence for the client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    /// Request line and headers are too long.
    #[error("The request head is too large: request line and headers may have at most {HEAD_BYTES} bytes.")]
    HeadTooLarge,
    /// The body is too long.
    #[error("The request is too large: its body may have at most {BODY_BYTES} bytes.")]
    BodyTooLarge,
    /// The body did not arrive in time.
    #[error("The request body did not arrive in time.")]
    BodyTimeout,
    /// The server holds too much for clients that have proven nothing yet.
    #[error("The server is busy with other requests. Try again in a moment.")]
    Busy,
    /// The body ended early, or is not what its headers say.
    #[error("The request body ended early or is malformed.")]
    BodyMalformed,
}

impl RequestError {
    /// The status of the response.
    #[must_use]
    pub const fn status(self) -> StatusCode {
        match self {
            Self::HeadTooLarge => StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            Self::BodyTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::BodyTimeout => StatusCode::REQUEST_TIMEOUT,
            Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Self::BodyMalformed => StatusCode::BAD_REQUEST,
        }
    }
}

/// Checks the length of a head as HTTP/1.1 writes it.
///
/// # Errors
/// [`RequestError::HeadTooLarge`].
pub fn check_head(parts: &Parts) -> Result<(), RequestError> {
    let host = parts.uri.authority().map_or(0, |authority| authority.as_str().len());
    let target = parts.uri.path_and_query().map_or(0, |path| path.as_str().len());
    let line = parts.method.as_str().len() + host + target + "  HTTP/1.1\r\n\r\n".len();
    let headers = parts.headers.iter().map(|(name, value)| name.as_str().len() + value.len() + ": \r\n".len());
    if line + headers.sum::<usize>() > HEAD_BYTES { Err(RequestError::HeadTooLarge) } else { Ok(()) }
}

/// Reads a whole body.
///
/// # Errors
/// The body is too large, arrives too late, or ends early.
pub async fn read_body(body: &mut Body) -> Result<Bytes, RequestError> {
    // A body announced as too large need not be sent.
    if body.size_hint().lower() > BODY_BYTES as u64 {
        return Err(RequestError::BodyTooLarge);
    }
    match Limited::new(body, BODY_BYTES).collect().await {
        Ok(whole) => Ok(whole.to_bytes()),
        Err(error) => Err(body_error(&*error)),
    }
}

fn body_error(error: &(dyn Error + 'static)) -> RequestError {
    if error.is::<LengthLimitError>() {
        return RequestError::BodyTooLarge;
    }
    let mut causes = successors(Some(error), |&error| error.source());
    match causes.find_map(|cause| cause.downcast_ref()).map(io::Error::kind) {
        Some(io::ErrorKind::TimedOut) => RequestError::BodyTimeout,
        Some(io::ErrorKind::ResourceBusy) => RequestError::Busy,
        _ => RequestError::BodyMalformed,
    }
}
