//! Data of the page about a leaked credential. Times are milliseconds since 1970.

use crate::secrets::{
    dto::{SecretDetails, Version},
    rotation::RotationDetails,
};
use serde::{Deserialize, Serialize};

/// Data of the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeakData {
    /// The secret.
    pub facts: SecretDetails,
    /// How it rotates; absent if it does not, or the signed-in user may not see it.
    pub rotation: Option<RotationDetails>,
    /// Its versions, newest first, if it does not rotate and the signed-in user may revoke them.
    pub versions: Vec<Version>,
    /// AccessKeys of this installation in it; none of other kinds of secrets.
    pub keys: Vec<ServedAccessKey>,
    /// Who read it; absent if the signed-in user may not see that.
    pub readers: Option<RecentReaders>,
}

/// An AccessKey that readers are given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServedAccessKey {
    /// Name of its user.
    pub user: String,
    /// Its id.
    pub id: String,
    /// Whether it is the one of the current version.
    pub current: bool,
    /// Whether it may sign.
    pub active: bool,
}

/// Since when a page shows who read a secret.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReadSince {
    /// Since it was created.
    #[default]
    Ever,
    /// For 30 days.
    Month,
    /// For 7 days.
    Week,
    /// For 24 hours.
    Day,
}

impl ReadSince {
    /// Each with its word in addresses and its label.
    pub const ALL: [(Self, &'static str, &'static str); 4] = [
        (Self::Ever, "", "All time"),
        (Self::Month, "30d", "30 days"),
        (Self::Week, "7d", "7 days"),
        (Self::Day, "24h", "24 hours"),
    ];

    /// The one of a word in an address; all time for any other.
    pub fn of(word: &str) -> Self {
        Self::ALL.into_iter().find(|(_, own, _)| *own == word).map(|(since, ..)| since).unwrap_or_default()
    }

    /// Days; `None` for all time.
    #[cfg(feature = "ssr")]
    pub fn days(self) -> Option<i64> {
        match self {
            Self::Ever => None,
            Self::Month => Some(30),
            Self::Week => Some(7),
            Self::Day => Some(1),
        }
    }
}

/// Who read a secret, those included whose access was removed since.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecentReaders {
    /// Since when.
    pub since: ReadSince,
    /// The latest, by the time of their last read.
    pub latest: Vec<RecentReader>,
    /// How many others read it.
    pub others: u64,
    /// Whether there are more than were looked at.
    pub more: bool,
}

/// A user or role that read a secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecentReader {
    /// Name of the user or role.
    pub name: String,
    /// Whether it is a role.
    pub role: bool,
    /// Whether it read in the console alone.
    pub person: bool,
    /// When it last read a value of the secret.
    pub last_read: i64,
    /// The versions that it read, the latest read first: `v2`, or an id if the number is not known.
    pub versions: Vec<String>,
    /// The networks that it read from.
    pub networks: Vec<String>,
    /// How often it read.
    pub reads: u64,
}
