//! Responds to every request with a JSON object of the size of a secret. The address to listen on is the first argument.

use axum::{Json, Router};
use serde_json::{Value, json};
use std::error::Error;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let address = std::env::args().nth(1).ok_or("usage: ceiling HOST:PORT")?;
    let listener = tokio::net::TcpListener::bind(address).await?;
    axum::serve(listener, Router::new().fallback(respond)).await?;
    Ok(())
}

async fn respond() -> Json<Value> {
    Json(json!({
        "RequestId": "0198a9f0-0000-7000-8000-000000000000",
        "SecretName": "bench/00000",
        "SecretType": "Generic",
        "VersionId": "v1",
        "CreateTime": "2026-11-22T00:00:00Z",
        "SecretData": "{\"username\":\"ledger\",\"password\":\"0123456789abcdef0123456789abcd\"}",
        "SecretDataType": "text",
        "VersionStages": {"VersionStage": ["ACSCurrent"]},
    }))
}
