//! Refuses requests that are too long, or whose body never comes, in the way each sender can show.

use super::answer::refusal;
use axum::{
    body::Body,
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{HeaderValue, header, request::Parts};
use strongroom_app::error::{ErrorKind, UiError};
use strongroom_wire::http::{RequestError, check_head, read_body};

/// The limits.
pub(super) async fn bounded(request: Request, next: Next) -> Response {
    let (parts, mut body) = request.into_parts();
    let read = match check_head(&parts) {
        Ok(()) => read_body(&mut body).await,
        Err(refused) => Err(refused),
    };
    match read {
        Ok(bytes) => next.run(Request::from_parts(parts, Body::from(bytes))).await,
        Err(refused) => {
            let mut response = said(&parts, refused);
            // What is left of the body is not read.
            response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
            response
        }
    }
}

/// As server functions say it; text to all others.
fn said(parts: &Parts, refused: RequestError) -> Response {
    let path = parts.uri.path();
    if !path.starts_with("/api/") {
        return (refused.status(), format!("{refused}\n")).into_response();
    }
    refusal(parts, refused.status(), &UiError::new(ErrorKind::Invalid, refused.to_string()))
}
