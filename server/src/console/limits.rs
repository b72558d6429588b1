//! Refuses requests that are too long, or whose body never comes, in the way each sender can show.

use axum::{
    body::Body,
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use http::{HeaderName, HeaderValue, header, request::Parts};
use leptos::server_fn::error::{FromServerFnError, SERVER_FN_ERROR_HEADER, ServerFnUrlError};
use strongroom_app::error::{ErrorKind, UiError};
use strongroom_wire::request::{Refused, measure_head, read_body};

/// The limits.
pub(super) async fn bounded(request: Request, next: Next) -> Response {
    let (parts, mut body) = request.into_parts();
    let read = match measure_head(&parts) {
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

/// As server functions say it: back to the page with a form that was sent without scripts, else as JSON. Text to all others.
fn said(parts: &Parts, refused: Refused) -> Response {
    let path = parts.uri.path();
    if !path.starts_with("/api/") {
        return (refused.status(), format!("{refused}\n")).into_response();
    }
    let error = UiError::new(ErrorKind::Invalid, refused.to_string());
    let text = |name: HeaderName| parts.headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default();
    if text(header::ACCEPT).contains("text/html")
        && let Ok(back) = ServerFnUrlError::new(path, error.clone()).to_url(text(header::REFERER))
    {
        return Redirect::to(back.as_str()).into_response();
    }
    let headers = [(header::CONTENT_TYPE.as_str(), "application/json"), (SERVER_FN_ERROR_HEADER, path)];
    (refused.status(), headers, error.ser()).into_response()
}
