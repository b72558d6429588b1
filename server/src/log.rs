//! Logging to stderr: a message that is complete by itself, and fields.

use crate::Failure;
use std::{io::IsTerminal, panic};
use tracing_subscriber::EnvFilter;

/// Format of log lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// Human-readable.
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

/// Libraries that log too much: expired cookies are routine, a start without migrations is not news, and the audit trail says why a
/// passkey was refused.
const QUIET: &str = "tower_sessions=error,sea_orm_migration=warn,webauthn_rs=off,webauthn_rs_core=off";

/// Starts logging for the process, panics included.
///
/// # Errors
/// The filter cannot be parsed.
pub fn start(filter: &str, format: LogFormat) -> Result<(), Failure> {
    // Later directives win, so the operator's filter overrides ours.
    let filter = EnvFilter::try_new(format!("{QUIET},{filter}")).map_err(|_| {
        Failure::new("log must be error, warn, info, debug, trace, or a filter such as info,strongroom=debug")
    })?;
    let colours = std::io::stderr().is_terminal();
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_ansi(colours).with_writer(std::io::stderr);
    // A second call in one process, as in tests, keeps the first subscriber.
    let _ = match format {
        LogFormat::Text => builder.with_target(false).try_init(),
        LogFormat::Json => builder.json().flatten_event(true).try_init(),
    };
    // The payload of a panic may contain request data, so only the location is logged.
    panic::set_hook(Box::new(|panic| {
        let location = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(location, "a request panicked");
    }));
    Ok(())
}
