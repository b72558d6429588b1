//! What dialects share.

mod encoding;
mod params;
mod writer;
