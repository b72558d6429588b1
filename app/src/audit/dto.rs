//! Audit events as the console shows them.

use serde::{Deserialize, Serialize};
use strongroom_domain::{EventField, ResourceKind};
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
    /// `ok` or an error code.
    pub result: String,
    /// Internal reason of a failure.
    pub reason: Option<String>,
    /// Client address.
    pub address: Option<String>,
    /// Surface that received the request.
    pub surface: String,
    /// The client's user agent.
    pub agent: String,
    /// AccessKey that signed the request.
    pub access_key: Option<String>,
    /// Id of the request.
    pub request: String,
    /// Id of the chain's writer, in hexadecimal.
    pub writer: String,
    /// Position in the chain.
    pub sequence: u64,
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
}

/// Display text and colour of a result code.
pub fn result_words(code: &str) -> (Tone, &str) {
    match code {
        "ok" => (Tone::Accent, "allowed"),
        "Denied" => (Tone::Red, "denied"),
        "Unauthenticated" => (Tone::Red, "refused"),
        "Throttled" => (Tone::Amber, "throttled"),
        "NotFound" => (Tone::Amber, "not found"),
        "Conflict" => (Tone::Amber, "conflict"),
        "Invalid" => (Tone::Red, "bad input"),
        "Exists" => (Tone::Red, "name taken"),
        "VersionTaken" => (Tone::Red, "version id taken"),
        "Deleting" => (Tone::Red, "being deleted"),
        "Limit" => (Tone::Red, "limit reached"),
        "KeyDisabled" => (Tone::Red, "key disabled"),
        "KeyDeleting" => (Tone::Red, "key being deleted"),
        "KeyState" => (Tone::Red, "wrong key state"),
        "InUse" => (Tone::Red, "in use"),
        "StepUp" => (Tone::Red, "not confirmed"),
        "NonceUsed" => (Tone::Red, "replayed"),
        "Busy" => (Tone::Amber, "busy"),
        "Sealed" => (Tone::Red, "sealed"),
        "Unavailable" => (Tone::Red, "unavailable"),
        "OutcomeUnknown" => (Tone::Red, "outcome unknown"),
        "Internal" => (Tone::Red, "server error"),
        other => (Tone::Red, other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_result_code_has_a_display_text() {
        let codes = "ok Invalid Denied NotFound Exists Deleting VersionTaken Conflict Limit KeyDisabled KeyDeleting KeyState InUse Unauthenticated StepUp \
            NonceUsed Throttled Busy Sealed Unavailable OutcomeUnknown Internal";
        for code in codes.split_whitespace() {
            let (_, words) = result_words(code);
            assert!(!words.contains(char::is_uppercase) && words != "ok", "{code}: {words}");
        }
    }
}
