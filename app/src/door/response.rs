//! What the HTTP response says beside its body. The only place where a response gets its status from an error.

use crate::error::{ErrorKind, UiError};
use axum::{
    body::{Body, to_bytes},
    response::Response,
};
use http::{HeaderValue, Method, StatusCode, header, request::Parts};
use leptos::{
    prelude::*,
    server_fn::error::{FromServerFnError, SERVER_FN_ERROR_HEADER},
};
use leptos_axum::ResponseOptions;

/// The status of an error.
pub fn status_of(kind: ErrorKind) -> StatusCode {
    match kind {
        ErrorKind::Invalid => StatusCode::BAD_REQUEST,
        ErrorKind::SignedOut => StatusCode::UNAUTHORIZED,
        ErrorKind::Denied | ErrorKind::StepUp => StatusCode::FORBIDDEN,
        ErrorKind::NotFound => StatusCode::NOT_FOUND,
        ErrorKind::Blocked | ErrorKind::Conflict | ErrorKind::Deleting => StatusCode::CONFLICT,
        ErrorKind::Throttled => StatusCode::TOO_MANY_REQUESTS,
        ErrorKind::Sealed | ErrorKind::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        ErrorKind::Internal | ErrorKind::Network => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// Gives the page that is being rendered the status of an error it shows.
pub fn set_page_status(kind: ErrorKind) {
    if let Some(response) = use_context::<ResponseOptions>() {
        response.set_status(status_of(kind));
    }
}

/// Gives the response of a failed server function the status of its error: the framework responds to every error with 500.
/// A plain form's response is a redirect back to its page and stays one.
pub async fn with_error_status(response: Response) -> Response {
    let failed = response.status() == StatusCode::INTERNAL_SERVER_ERROR
        && response.headers().contains_key(SERVER_FN_ERROR_HEADER);
    if !failed {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    // It is in memory already.
    let Ok(body) = to_bytes(body, usize::MAX).await else { return Response::from_parts(parts, Body::empty()) };
    let error = UiError::de(body.clone());
    parts.status = status_of(error.kind);
    if error.retry_after_s() > 0 {
        parts.headers.insert(header::RETRY_AFTER, HeaderValue::from(error.retry_after_s()));
    }
    Response::from_parts(parts, Body::from(body))
}

/// Forbids every cache to keep this response. For responses that carry a value.
pub fn no_store() {
    if let Some(response) = use_context::<ResponseOptions>() {
        response.insert_header(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
}

/// Leads a plain form on to another page. A form sent by scripts is left alone: its page loads the next one as a whole, so
/// that nothing of the session before stays in memory.
pub fn redirect_plain_form(path: &str) {
    let plain_form = use_context::<Parts>().is_some_and(|parts| {
        let accept = parts.headers.get(header::ACCEPT).and_then(|v| v.to_str().ok());
        parts.method == Method::POST && accept.is_some_and(|accept| accept.contains("text/html"))
    });
    if plain_form {
        leptos_axum::redirect(path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::response::IntoResponse;

    async fn status_after(status: StatusCode, named: bool, error: ErrorKind) -> (StatusCode, UiError) {
        let mut response = (status, UiError::new(error, "No.").ser()).into_response();
        if named {
            response.headers_mut().insert(SERVER_FN_ERROR_HEADER, HeaderValue::from_static("/api/x"));
        }
        let response = with_error_status(response).await;
        let status = response.status();
        (status, UiError::de(to_bytes(response.into_body(), usize::MAX).await.unwrap_or_default()))
    }

    #[tokio::test]
    async fn failed_server_function_gets_the_status_of_its_error() {
        let error = UiError::new(ErrorKind::Throttled, "No.");
        let internal = StatusCode::INTERNAL_SERVER_ERROR;
        assert_eq!(
            status_after(internal, true, ErrorKind::Throttled).await,
            (StatusCode::TOO_MANY_REQUESTS, error.clone())
        );
        assert_eq!(status_after(internal, false, ErrorKind::Throttled).await, (internal, error.clone()));
        assert_eq!(status_after(StatusCode::FOUND, true, ErrorKind::Throttled).await, (StatusCode::FOUND, error));
    }
}
