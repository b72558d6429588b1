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

/// Who read a secret lately.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecentReaders {
    /// The latest, by the time of their last read.
    pub latest: Vec<RecentReader>,
    /// How many others can read it.
    pub others: u64,
    /// Whether more principals were not looked at.
    pub more: bool,
}

/// A user or role that read a secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecentReader {
    /// Name of the user or role.
    pub name: String,
    /// Whether it is a role.
    pub role: bool,
    /// Whether it is a person with a console password.
    pub person: bool,
    /// When it last read a value of the secret.
    pub last_read: i64,
}
