//! Audit events as the console shows them.

use serde::{Deserialize, Serialize};
use strongroom_domain::{ErrorCode, EventField, ResourceKind};
use strongroom_ui::Tone;

/// A page of events with counts of all matches.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventsPage {
    /// Start of the searched period, in milliseconds since 1970.
    pub from: i64,
    /// End of the period, exclusive.
    pub to: i64,
    /// Events, newest first.
    pub events: Vec<EventRow>,
    /// Cursor of the next older page; `None` on the last page.
    pub next: Option<String>,
    /// Cursor of the next newer page; `None` on the first page.
    pub newer: Option<String>,
    /// Most frequent values per field.
    pub facets: Vec<Facet>,
    /// Events per slice of time.
    pub slices: Vec<Slice>,
    /// Whether the trail is what was written.
    pub integrity: TrailIntegrity,
}

/// A checkpoint of the trail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckpointRow {
    /// Its number.
    pub number: u64,
    /// When it was made, in milliseconds since 1970.
    pub time: i64,
    /// Blocks it covers.
    pub blocks: u64,
}

/// The copy of checkpoints outside the database.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum OutsideCopy {
    /// This server keeps none.
    Off,
    /// Nothing is there yet.
    Missing,
    /// Its newest checkpoint.
    Kept(CheckpointRow),
    /// It cannot be used.
    Failed(String),
}

/// What is known about the trail without reading all of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrailIntegrity {
    /// The newest checkpoint in the database.
    pub checkpoint: Option<CheckpointRow>,
    /// The copy outside the database.
    pub outside: OutsideCopy,
    /// Where that is.
    pub place: Option<String>,
    /// Whether it had to be begun anew.
    pub begun_anew: bool,
    /// When the background check last ended, in milliseconds since 1970.
    pub swept: Option<i64>,
    /// Public key of checkpoints, in hexadecimal.
    pub public_key: Option<String>,
    /// What is wrong.
    pub alarm: Option<String>,
}

impl EventsPage {
    /// How many events match.
    pub fn total(&self) -> u64 {
        self.slices.iter().map(|slice| slice.ok.saturating_add(slice.failed)).sum()
    }

    /// How many of them were denied or failed.
    pub fn failed(&self) -> u64 {
        self.slices.iter().map(|slice| slice.failed).sum()
    }
}

/// One event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventRow {
    /// Time, in milliseconds since 1970.
    pub time: i64,
    /// Name of the principal; for an unauthenticated request the claimed name, which may be empty.
    pub who: String,
    /// Whether the principal was authenticated.
    pub authenticated: bool,
    /// Operation.
    pub action: String,
    /// Whether the operation changes anything.
    pub write: bool,
    /// Kind of the resource.
    pub target_kind: Option<ResourceKind>,
    /// Name of the resource.
    pub target: Option<String>,
    /// Version of the secret.
    pub version: Option<String>,
    /// How it ended.
    pub result: EventResult,
    /// Internal reason of a failure.
    pub reason: Option<String>,
    /// Client address.
    pub address: Option<String>,
    /// Surface that received the request.
    pub surface: String,
    /// The client's user agent.
    pub agent: String,
    /// AccessKey that signed the request; for an unauthenticated request the claimed one.
    pub access_key: Option<String>,
    /// Id of the request.
    pub request: String,
    /// Id of the chain's writer, in hexadecimal.
    pub writer: String,
    /// Position in the chain.
    pub sequence: u64,
    /// Id of the rotation that it is about.
    pub rotation: Option<String>,
    /// Further facts: name and value.
    pub details: Vec<(String, String)>,
}

/// How often the values of one field occur.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facet {
    /// The field.
    pub field: EventField,
    /// Values with their counts, most frequent first.
    pub values: Vec<(String, u64)>,
}

/// Events in a slice of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slice {
    /// Beginning, in milliseconds since 1970.
    pub from: i64,
    /// Events that succeeded.
    pub ok: u64,
    /// Events that were denied or failed.
    pub failed: u64,
}

/// Result of verifying the trail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrailVerification {
    /// Events verified.
    pub events: u64,
    /// Number of chains.
    pub chains: u64,
    /// Time of the first event.
    pub since: Option<i64>,
    /// Time of the last event.
    pub until: Option<i64>,
    /// The first failure; `None` if verification succeeded.
    pub broken: Option<String>,
}

/// File format of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ExportFormat {
    /// Comma-separated, for spreadsheets.
    Csv,
    /// One JSON object per line.
    JsonLines,
}

/// An export as text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Export {
    /// The file's content.
    pub text: String,
    /// Number of events in the file.
    pub events: u64,
    /// Whether matching events were left out.
    pub cut: bool,
    /// What is wrong with the trail.
    pub alarm: Option<String>,
}

/// How an event ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum EventResult {
    /// It succeeded.
    Succeeded,
    /// It failed.
    Failed(ErrorCode),
    /// It failed with a code of another release.
    Unknown(String),
}

impl EventResult {
    /// Reads a result as the trail stores it: `ok` or a code.
    pub fn read(text: &str) -> Self {
        match ErrorCode::from_name(text) {
            _ if text == SUCCEEDED => Self::Succeeded,
            Some(code) => Self::Failed(code),
            None => Self::Unknown(text.to_owned()),
        }
    }

    /// The result as the trail stores it, for filters and files.
    pub fn stored(&self) -> &str {
        match self {
            Self::Succeeded => SUCCEEDED,
            Self::Failed(code) => code.name(),
            Self::Unknown(text) => text,
        }
    }

    /// Colour and display text.
    pub fn words(&self) -> (Tone, &str) {
        let code = match self {
            Self::Succeeded => return (Tone::Accent, "allowed"),
            Self::Unknown(text) => return (Tone::Red, text),
            Self::Failed(code) => code,
        };
        match code {
            ErrorCode::Denied => (Tone::Red, "denied"),
            ErrorCode::Unauthenticated => (Tone::Red, "refused"),
            ErrorCode::Throttled => (Tone::Amber, "throttled"),
            ErrorCode::NotFound => (Tone::Amber, "not found"),
            ErrorCode::Conflict => (Tone::Amber, "conflict"),
            ErrorCode::Invalid => (Tone::Red, "bad input"),
            ErrorCode::Exists => (Tone::Red, "name taken"),
            ErrorCode::VersionTaken => (Tone::Red, "version id taken"),
            ErrorCode::Deleting => (Tone::Red, "being deleted"),
            ErrorCode::Limit => (Tone::Red, "limit reached"),
            ErrorCode::KeyDisabled => (Tone::Red, "key disabled"),
            ErrorCode::KeyDeleting => (Tone::Red, "key being deleted"),
            ErrorCode::KeyState => (Tone::Red, "wrong key state"),
            ErrorCode::InUse => (Tone::Red, "in use"),
            ErrorCode::StepUp => (Tone::Red, "not confirmed"),
            ErrorCode::NonceUsed => (Tone::Red, "replayed"),
            ErrorCode::Busy => (Tone::Amber, "busy"),
            ErrorCode::Sealed => (Tone::Red, "sealed"),
            ErrorCode::Unavailable => (Tone::Red, "unavailable"),
            ErrorCode::OutcomeUnknown => (Tone::Red, "outcome unknown"),
            ErrorCode::Internal => (Tone::Red, "server error"),
        }
    }
}

/// What the trail stores for success.
const SUCCEEDED: &str = "ok";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_read_as_they_are_stored() {
        let codes = ErrorCode::ALL.iter().map(|code| code.name());
        for text in codes.chain(["ok", "FromALaterRelease"]) {
            assert_eq!(EventResult::read(text).stored(), text);
        }
        assert_eq!(EventResult::read("Denied"), EventResult::Failed(ErrorCode::Denied));
        assert_eq!(EventResult::read("denied"), EventResult::Unknown("denied".to_owned()));
        assert_eq!(EventResult::Succeeded.words().1, "allowed");
    }
}
