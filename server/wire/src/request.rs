//! What every request is measured by before anybody looks into it, at the API and at the console.

use axum::body::{Body, Bytes, HttpBody};
use http::{StatusCode, request::Parts};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use std::{error::Error, io, iter::successors};

/// Longest head, in bytes: request line and headers.
const HEAD: usize = 64 * 1024;
/// Longest body, in bytes: a value of 30,720 bytes with every byte escaped, twice, and room for the rest.
const BODY: usize = 200 * 1024;

/// Why a request is not looked into. Its text is a sentence for the client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Request line and headers are too long.
    #[error("The request's head is too long: request line and headers may have {HEAD} bytes.")]
    LongHead,
    /// The body is too long.
    #[error("The request is too large: its body may have {BODY} bytes.")]
    LongBody,
    /// The body did not come in time.
    #[error("The request's body did not arrive in time.")]
    LateBody,
    /// The body ended early, or is not what its headers say.
    #[error("The request's body broke off or is malformed.")]
    BrokenBody,
}

impl Refused {
    /// The status that says it.
    #[must_use]
    pub const fn status(self) -> StatusCode {
        match self {
            Self::LongHead => StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            Self::LongBody => StatusCode::PAYLOAD_TOO_LARGE,
            Self::LateBody => StatusCode::REQUEST_TIMEOUT,
            Self::BrokenBody => StatusCode::BAD_REQUEST,
        }
    }
}

/// Measures a head as HTTP/1.1 writes it.
///
/// # Errors
/// It is too long.
pub fn measure_head(parts: &Parts) -> Result<(), Refused> {
    let host = parts.uri.authority().map_or(0, |authority| authority.as_str().len());
    let target = parts.uri.path_and_query().map_or(0, |path| path.as_str().len());
    let line = parts.method.as_str().len() + host + target + "  HTTP/1.1\r\n\r\n".len();
    let headers = parts.headers.iter().map(|(name, value)| name.as_str().len() + value.len() + ": \r\n".len());
    if line + headers.sum::<usize>() > HEAD { Err(Refused::LongHead) } else { Ok(()) }
}

/// Reads a whole body.
///
/// # Errors
/// It is longer than it may be, comes too late, or breaks off.
pub async fn read_body(body: &mut Body) -> Result<Bytes, Refused> {
    // What is announced to be too long need not be sent.
    if body.size_hint().lower() > BODY as u64 {
        return Err(Refused::LongBody);
    }
    match Limited::new(body, BODY).collect().await {
        Ok(whole) => Ok(whole.to_bytes()),
        Err(error) => Err(why(&*error)),
    }
}

fn why(error: &(dyn Error + 'static)) -> Refused {
    if error.is::<LengthLimitError>() {
        return Refused::LongBody;
    }
    let mut causes = successors(Some(error), |&error| error.source());
    let late =
        causes.any(|cause| cause.downcast_ref().is_some_and(|e: &io::Error| e.kind() == io::ErrorKind::TimedOut));
    if late { Refused::LateBody } else { Refused::BrokenBody }
}
