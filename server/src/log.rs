//! Logging: to stderr, a message that reads alone and its fields.

use crate::Failure;
use std::{io::IsTerminal, panic};
use tracing_subscriber::EnvFilter;

/// How log lines look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object per line.
    Json,
}

impl LogFormat {
    /// `text` or `json`.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "text" => Some(Self::Text),
            "json" => Some(Self::Json),
            _ => None,
        }
    }
}

/// An expired cookie is an everyday thing and no reason to suspect anybody; a start without migrations is no news; why a passkey
/// was refused stands in the audit trail.
const QUIET: &str = "tower_sessions=error,sea_orm_migration=warn,webauthn_rs=off,webauthn_rs_core=off";

/// Starts logging for the process, panics included.
///
/// # Errors
/// The filter is not one.
pub fn start(filter: &str, format: LogFormat) -> Result<(), Failure> {
    // What comes later wins, so the operator's words do.
    let filter = EnvFilter::try_new(format!("{QUIET},{filter}")).map_err(|_| {
        Failure::new("log must be error, warn, info, debug, trace, or a filter such as info,strongroom=debug")
    })?;
    let colours = std::io::stderr().is_terminal();
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_ansi(colours).with_writer(std::io::stderr);
    // A second start in one process, as in tests, keeps the first.
    let _ = match format {
        LogFormat::Text => builder.with_target(false).try_init(),
        LogFormat::Json => builder.json().flatten_event(true).try_init(),
    };
    // The payload of a panic may hold what was being worked on, so only its place is told.
    panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "a defect stopped one request");
    }));
    Ok(())
}
