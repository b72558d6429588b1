//! Tells the listener which responses went to somebody who is signed in: for others it holds little.

use axum::{extract::Request, middleware::Next, response::Response};
use strongroom_app::door::record;
use strongroom_wire::http::ProvenCaller;
use tower_sessions::Session;

/// The middleware, inside the layer that loads sessions.
pub(super) async fn mark(request: Request, next: Next) -> Response {
    let session = request.extensions().get::<Session>().cloned();
    let mut response = next.run(request).await;
    if let Some(session) = session
        && record::is_signed_in(&session).await
    {
        response.extensions_mut().insert(ProvenCaller);
    }
    response
}
