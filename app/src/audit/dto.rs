//! Events as the console shows them.

use serde::{Deserialize, Serialize};
use strongroom_domain::{EventField, ResourceKind};
use strongroom_ui::Tone;

/// A page of events with counts over everything that matches.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventsPage {
    /// First moment searched, in milliseconds since 1970.
    pub from: i64,
    /// First moment after.
    pub to: i64,
    /// Newest first.
    pub events: Vec<EventRow>,
    /// Cursor of older events, if there are.
    pub next: Option<String>,
    /// Cursor of newer events, unless these are the newest.
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
    /// When, in milliseconds since 1970.
    pub time: i64,
    /// Name of who acted, or that was claimed; may be empty.
    pub who: String,
    /// Whether the name was proven.
    pub proven: bool,
    /// Operation.
    pub action: String,
    /// Whether the operation changes anything.
    pub write: bool,
    /// Kind of the thing it was done to.
    pub target_kind: Option<ResourceKind>,
    /// Name of the thing it was done to.
    pub target: Option<String>,
    /// Exact version of a secret.
    pub version: Option<String>,
    /// `ok`, or the error's code.
    pub result: String,
    /// True reason of a failure.
    pub reason: Option<String>,
    /// Client address.
    pub address: Option<String>,
    /// Where the request came in.
    pub surface: String,
    /// The client's name for itself.
    pub agent: String,
    /// AccessKey that signed.
    pub access_key: Option<String>,
    /// Id of the request.
    pub request: String,
    /// Whose chain, in hexadecimal.
    pub writer: String,
    /// Place in the chain.
    pub sequence: u64,
    /// Further facts, each with its word.
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

/// What recomputing every hash has shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrailVerification {
    /// Events whose hashes hold.
    pub events: u64,
    /// Chains.
    pub chains: u64,
    /// Time of the first event.
    pub since: Option<i64>,
    /// Time of the last event.
    pub until: Option<i64>,
    /// The first place that does not hold.
    pub broken: Option<String>,
}

/// Form of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ExportForm {
    /// Comma-separated, for spreadsheets.
    Csv,
    /// One JSON object a line.
    JsonLines,
}

/// An export as text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Export {
    /// The file's content.
    pub text: String,
    /// Events in it.
    pub events: u64,
    /// Whether more match than an export holds.
    pub cut: bool,
}

/// A result in words, with its colour.
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
        "InUse" => (Tone::Red, "in use"),
        "StepUp" => (Tone::Red, "not confirmed"),
        "NonceUsed" => (Tone::Red, "sent twice"),
        "Sealed" => (Tone::Red, "sealed"),
        "Unavailable" => (Tone::Red, "unavailable"),
        "Internal" => (Tone::Red, "server error"),
        other => (Tone::Red, other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_result_is_a_word_of_code() {
        let codes = "ok Invalid Denied NotFound Exists Deleting VersionTaken Conflict Limit KeyDisabled InUse Unauthenticated StepUp \
            NonceUsed Throttled Sealed Unavailable Internal";
        for code in codes.split_whitespace() {
            let (_, words) = result_words(code);
            assert!(!words.contains(char::is_uppercase) && words != "ok", "{code}: {words}");
        }
    }
}
