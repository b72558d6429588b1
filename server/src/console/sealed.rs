//! While the server is sealed, every page redirects to the unseal page.

use super::session;
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use http::{HeaderValue, header};
use std::sync::Arc;
use strongroom_app::paths;
use strongroom_core::Engine;

/// The middleware. Server functions pass: the core refuses them itself.
pub(super) async fn gate(State(engine): State<Arc<Engine>>, mut request: Request, next: Next) -> Response {
    if !engine.is_sealed() {
        return next.run(request).await;
    }
    let path = request.uri().path();
    if path != paths::SEALED && !path.starts_with("/api/") {
        return Redirect::to(paths::SEALED).into_response();
    }
    // Session records cannot be decrypted while sealed, and the session layer would delete a session it cannot read. Without the cookie
    // it does not look.
    let others = request.headers().get(header::COOKIE).and_then(|cookies| others(cookies.to_str().ok()?));
    request.headers_mut().remove(header::COOKIE);
    if let Some(others) = others {
        request.headers_mut().insert(header::COOKIE, others);
    }
    next.run(request).await
}

/// The cookies that are not the session's.
fn others(cookies: &str) -> Option<HeaderValue> {
    let others: Vec<&str> = cookies.split(';').map(str::trim).filter(|cookie| !session::is_cookie(cookie)).collect();
    others.join("; ").parse().ok()
}
