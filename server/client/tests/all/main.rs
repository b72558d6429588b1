//! The client against servers that do not behave. That a real one accepts its signatures is tested with the command line.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod hostile;
mod service;
