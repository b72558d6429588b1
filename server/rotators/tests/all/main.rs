//! Rotators against real servers, which `.ci/targets` starts.

mod hostile;
mod mysql;
mod postgresql;
mod redis;
mod support;
