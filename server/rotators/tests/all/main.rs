//! Rotators against real servers, which `.ci/targets` starts and `TEST_TARGETS` tells of; without it these tests fail.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod function;
mod hostile;
mod mysql;
mod postgresql;
mod ram;
mod redis;
mod ssh;
mod support;
