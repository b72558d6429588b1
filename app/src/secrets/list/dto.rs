//! Types that the list and the server share.

use serde::{Deserialize, Serialize};
use strongroom_domain::{RunPhase, RunProgress, SecretKind, Total};
use strongroom_ui::grouped;

/// A selected row: the secret as the list showed it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SelectedSecret {
    /// Name.
    pub name: String,
    /// Revision, to recognise another secret of this name.
    pub revision: u64,
}

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
    /// Revision.
    pub revision: u64,
    /// Number of the newest version.
    pub newest: u64,
    /// Last change.
    pub updated: i64,
    /// End of the recovery window, if it is being deleted.
    pub delete_at: Option<i64>,
    /// How it rotates, if it does and the user may list rotations.
    pub rotation: Option<RotationCell>,
}

/// How a secret of the list rotates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RotationCell {
    /// Whether it rotates by itself.
    pub automatic: bool,
    /// Whether nothing begins by itself for now.
    pub paused: bool,
    /// When the next rotation is due.
    pub next: Option<i64>,
    /// Whether it was due and has not begun.
    pub overdue: bool,
    /// The rotation that has not ended: its id and state.
    pub run: Option<(String, RunPhase, RunProgress)>,
}

/// A secret that the palette found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundSecret {
    /// Name.
    pub name: String,
    /// Whether the signed-in user can replace its credential.
    pub rotates: bool,
}

/// A page of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecretsPage {
    /// Rows.
    pub rows: Vec<SecretLine>,
    /// Total number of matches.
    pub total: Total,
    /// Cursor of the next page.
    pub next: Option<String>,
    /// Cursor of the previous page.
    pub previous: Option<String>,
    /// If nothing matches: the number of results without each filter, in the order of `ListQuery::filters`.
    pub without: Vec<Total>,
    /// The server's time, for "in 12 days".
    pub now: i64,
}

/// A total for display: `1,284`, or `2,000+` if counting stopped there.
pub fn read_total(total: Total) -> String {
    match total {
        Total::Exactly(count) => grouped(count),
        Total::Over(count) => format!("{}+", grouped(count)),
    }
}

/// A change to the selected rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum BulkChange {
    /// Add a tag, or replace its value.
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
    /// Delete after a recovery window.
    Delete {
        /// Recovery window, in days.
        days: u32,
    },
    /// Cancel the deletion.
    Restore,
}

/// The result for one selected row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BulkResult {
    /// The secret.
    pub secret: SelectedSecret,
    /// Why it failed; `None` on success.
    pub error: Option<String>,
}
