//! The commands that call the API, as users and scripts run them: the program itself against a real server, and where secrets rotate
//! against a real PostgreSQL, which `.ci/targets` starts and `TEST_TARGETS` tells of.

pub mod bench;
mod functions;
mod rotations;
mod settings;
mod targets;
mod values;
