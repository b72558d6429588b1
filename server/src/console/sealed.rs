//! While the server is sealed, every page leads to the one that unseals it.

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

/// The gate. Server functions pass: each asks the core, which knows.
pub(super) async fn gate(State(engine): State<Arc<Engine>>, mut request: Request, next: Next) -> Response {
    if !engine.is_sealed() {
        return next.run(request).await;
    }
    let path = request.uri().path();
    if path != paths::SEALED && !path.starts_with("/api/") {
        return Redirect::to(paths::SEALED).into_response();
    }
    // Sessions cannot be opened now. Unseen they survive; looked for and not found they would be ended.
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
