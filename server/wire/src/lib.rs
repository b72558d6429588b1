//! The HTTP dialects Strongroom speaks, over the one set of operations of the core.
//!
//! A dialect takes a request apart, proves who sent it, and writes the answer in its vendor's words. What an operation
//! does is decided in the core and is the same for all of them.

pub mod aliyun;
pub mod http;

use std::sync::Arc;
use strongroom_core::Engine;

/// The API listener's routes. There is one dialect so far; others will be told apart by header, query and path.
pub fn router(engine: Arc<Engine>) -> axum::Router {
    aliyun::router(engine)
}
