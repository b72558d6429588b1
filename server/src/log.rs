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

/// What is logged: a level, and levels of single modules. No filter silences everything by mistake: a word that is no level is
/// refused, and without a level of its own everything else is logged from `info` on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogFilter(String);

impl LogFilter {
    /// The rule, behind "must be".
    pub const RULE: &str =
        "error, warn, info, debug or trace, and levels of modules if needed, such as info,strongroom_store=debug";

    /// Reads a level, directives `MODULE=LEVEL`, or both, separated by commas. `warning` is another word for `warn`.
    pub fn parse(text: &str) -> Option<Self> {
        let mut own = Vec::new();
        for part in text.split(',').map(str::trim) {
            own.push(match part.rsplit_once('=') {
                None => level(part)?.to_owned(),
                Some((module, wanted)) => {
                    let plain = |c: char| c.is_ascii_alphanumeric() || "_:-[]{}".contains(c);
                    if module.is_empty() || !module.chars().all(plain) {
                        return None;
                    }
                    let wanted = wanted.trim().to_ascii_lowercase();
                    format!("{module}={}", if wanted == "off" { "off" } else { level(&wanted)? })
                }
            });
        }
        // Later directives win, so the operator's override ours.
        let filter = format!("{QUIET},info,{}", own.join(","));
        EnvFilter::try_new(&filter).ok().map(|_| Self(filter))
    }

    /// Only what requires attention: for commands that print their result.
    pub fn warnings() -> Self {
        Self(format!("{QUIET},warn"))
    }
}

fn level(word: &str) -> Option<&'static str> {
    let word = word.to_ascii_lowercase();
    let word = if word == "warning" { "warn" } else { &word };
    ["error", "warn", "info", "debug", "trace"].into_iter().find(|level| *level == word)
}

/// Starts logging for the process, panics included.
///
/// # Errors
/// Never with a filter that was parsed.
pub fn start(filter: &LogFilter, format: LogFormat) -> Result<(), Failure> {
    let filter = EnvFilter::try_new(&filter.0).map_err(|_| Failure::new(format!("log must be {}", LogFilter::RULE)))?;
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn words_that_are_no_level_are_refused() {
        let kept = |text: &str| LogFilter::parse(text).unwrap().0.strip_prefix(QUIET).unwrap().to_owned();
        assert_eq!(kept("warning"), ",info,warn");
        assert_eq!(kept("WARN"), ",info,warn");
        assert_eq!(kept("debug, hyper=off"), ",info,debug,hyper=off");
        assert_eq!(kept("strongroom_store=trace"), ",info,strongroom_store=trace", "the rest is still logged");
        assert_eq!(kept("info,strongroom_store::writer=Warning"), ",info,info,strongroom_store::writer=warn");
        for refused in [
            "",
            "foo",
            "strongroom",
            "off",
            "none",
            "warn,",
            "verbose",
            "info debug",
            "a=loud",
            "=info",
            "a=",
            "=,=,=",
            "3",
        ] {
            assert_eq!(LogFilter::parse(refused), None, "{refused}");
        }
    }
}
