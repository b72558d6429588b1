//! Behaviour of the dialects and of what they share, through their public functions.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod aliyun;
mod direction;
mod http;
