//! The HTTP dialects Strongroom speaks, over the one set of operations of the core.
//!
//! A dialect takes a request apart, proves who sent it, and writes the answer in its vendor's words. What an operation
//! does is decided in the core and is the same for all of them.

pub mod aliyun;
