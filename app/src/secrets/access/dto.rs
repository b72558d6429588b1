//! Who can read a secret, as the page shows it.

use crate::{policies::ResourceVersionLine, secrets::dto::SecretDetails};
use serde::{Deserialize, Serialize};

/// Who can read a secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessState {
    /// The secret.
    pub facts: SecretDetails,
    /// The first page of readers.
    pub readers: Vec<ReaderLine>,
    /// Cursor of the next page: the last user examined. `None` on the last page.
    pub next: Option<String>,
    /// The secret's policy, JSON.
    pub policy: Option<String>,
    /// Versions of the policy, newest first.
    pub versions: Vec<ResourceVersionLine>,
    /// Whether the policy may be read.
    pub readable: bool,
    /// The secret's revision, to detect concurrent changes.
    pub revision: u64,
    /// Account id, for the ARNs of principals.
    pub account: String,
    /// Whether the policy may be changed.
    pub editable: bool,
}

/// A reader of a secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReaderLine {
    /// Name of the user or role.
    pub user: String,
    /// Whether it is a person with a console password.
    pub person: bool,
    /// Whether it is a role. Anyone who assumes the role can read.
    pub role: bool,
    /// The policies that allow it.
    pub through: Vec<String>,
    /// The conditions under which they do, in words; `None` if there are none.
    pub conditions: Option<String>,
    /// Whether its access can be revoked by one click: the secret's policy names it in the statement for readers.
    pub revocable: bool,
    /// When it last read a value, in milliseconds since 1970.
    pub last_read: Option<i64>,
}
