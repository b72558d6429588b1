//! `GET /healthz`, the same on both listeners.

use axum::{
    Json,
    response::{IntoResponse, Response},
};
use http::{StatusCode, header};
use serde_json::json;
use strongroom_core::{CoreError, Engine};

/// 200 when requests can be served, otherwise 503 with the reason.
pub async fn healthz(engine: &Engine) -> Response {
    let (status, body) = match engine.ready().await {
        Ok(()) => (StatusCode::OK, json!({"status": "ok"})),
        Err(error) => {
            let word = if error == CoreError::Sealed { "sealed" } else { "unavailable" };
            (StatusCode::SERVICE_UNAVAILABLE, json!({"status": word, "reason": error.to_string()}))
        }
    };
    (status, [(header::CACHE_CONTROL, "no-store")], Json(body)).into_response()
}
