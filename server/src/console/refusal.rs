//! The response to a server function call that is rejected before the function runs.

use axum::response::{IntoResponse, Redirect, Response};
use http::{HeaderName, StatusCode, header, request::Parts};
use leptos::server_fn::error::{FromServerFnError, SERVER_FN_ERROR_HEADER, ServerFnUrlError};
use strongroom_app::error::UiError;

/// Responds like a server function: JSON for scripts, a redirect back to the page for a form sent without them.
pub(super) fn refusal(parts: &Parts, status: StatusCode, error: &UiError) -> Response {
    let path = parts.uri.path();
    let text = |name: HeaderName| parts.headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default();
    if text(header::ACCEPT).contains("text/html")
        && let Ok(back) = ServerFnUrlError::new(path, error.clone()).to_url(text(header::REFERER))
    {
        return Redirect::to(back.as_str()).into_response();
    }
    let headers = [(header::CONTENT_TYPE.as_str(), "application/json"), (SERVER_FN_ERROR_HEADER, path)];
    (status, headers, error.ser()).into_response()
}
