//! The HTTP dialects of Strongroom, over the one set of operations of the core.
//!
//! A dialect parses a request, authenticates its caller, and writes the response as its vendor does. What an operation does is
//! decided in the core and is the same for all of them. [`http`] holds what dialects share and names none of them; a dialect
//! names no other dialect.

pub mod aliyun;
pub mod http;

use std::sync::Arc;
use strongroom_core::{Engine, Rotators};

/// The API listener's routes. There is one dialect so far; more will be told apart by header, query and path.
/// `rotators` are what TestTarget asks targets with.
pub fn router(engine: Arc<Engine>, rotators: Rotators) -> axum::Router {
    aliyun::router(engine, rotators)
}

/// The response to a request that the listener cannot pass on to the routes, as it is sent.
pub fn rejection(engine: &Engine, error: http::TransportError) -> Vec<u8> {
    aliyun::rejection(engine, error)
}
