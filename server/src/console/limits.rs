//! Rejects requests that are too long or too slow, in the format the sender can display.

use super::refusal::refusal;
use axum::{
    body::Body,
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{HeaderValue, header, request::Parts};
use strongroom_app::error::{ErrorKind, UiError};
use strongroom_wire::http::{RequestError, check_head, read_body};

/// The middleware.
pub(super) async fn enforce(request: Request, next: Next) -> Response {
    let (parts, mut body) = request.into_parts();
    let read = match check_head(&parts) {
        Ok(()) => read_body(&mut body).await,
        Err(refused) => Err(refused),
    };
    match read {
        Ok(bytes) => next.run(Request::from_parts(parts, Body::from(bytes))).await,
        Err(refused) => {
            let mut response = respond(&parts, refused);
            // The rest of the body is not read.
            response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
            response
        }
    }
}

/// A server function error for calls, plain text for everything else.
fn respond(parts: &Parts, refused: RequestError) -> Response {
    let path = parts.uri.path();
    if !path.starts_with("/api/") {
        return (refused.status(), format!("{refused}\n")).into_response();
    }
    refusal(parts, refused.status(), &UiError::new(ErrorKind::Invalid, refused.to_string()))
}
