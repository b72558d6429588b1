//! Tests of the policy language through its public interface.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod about;
mod cases;
mod explain;
mod lint;
mod malformed;
mod matrix;
mod partial;
mod properties;
mod random;
mod slow;
mod system;
mod words;
