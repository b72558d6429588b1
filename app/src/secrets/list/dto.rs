//! What travels between the list and the server.

use serde::{Deserialize, Serialize};
use strongroom_domain::{SecretKind, Total};
use strongroom_ui::grouped;

/// One row of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecretLine {
    /// Name.
    pub name: String,
    /// Kind.
    pub kind: SecretKind,
    /// Free text.
    pub description: String,
    /// Tags, by key.
    pub tags: Vec<(String, String)>,
    /// Number of the newest version.
    pub newest: u64,
    /// Last change.
    pub updated: i64,
    /// End of the recovery window, while it is being deleted.
    pub delete_at: Option<i64>,
}

/// A page of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecretsPage {
    /// Rows.
    pub rows: Vec<SecretLine>,
    /// All that match.
    pub total: Total,
    /// Cursor of the next page.
    pub next: Option<String>,
    /// Cursor of the page before.
    pub previous: Option<String>,
    /// When nothing matches: how many would without each filter, in the order of `ListQuery::filters`.
    pub without: Vec<Total>,
    /// The server's time, for "in 12 days".
    pub now: i64,
}

/// How many there are, to be read: `1,284`, or `2,000+` when that is only how far was counted.
pub fn read_total(total: Total) -> String {
    match total {
        Total::Exactly(count) => grouped(count),
        Total::Over(count) => format!("{}+", grouped(count)),
    }
}

/// What is done to the ticked rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum BulkChange {
    /// Add a tag, or give it another value.
    Tag {
        /// Key.
        key: String,
        /// Value; may be empty.
        value: String,
    },
    /// Remove a tag.
    Untag {
        /// Key.
        key: String,
    },
    /// Delete after so many days.
    Delete {
        /// Recovery window, in days.
        days: u32,
    },
    /// Take back the deletion.
    Restore,
}

/// What became of one ticked row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BulkResult {
    /// Which.
    pub name: String,
    /// Why it failed; absent when it was done.
    pub error: Option<String>,
}
