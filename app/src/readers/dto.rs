//! Who has read the new version of a secret, and who still has the old one.

use serde::{Deserialize, Serialize};

/// The readers of two versions. Times are milliseconds since 1970.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionReaders {
    /// How many read the new version last.
    pub moved: u32,
    /// How many read the old version last.
    pub left: u32,
    /// Those that still have the old version first, and among them who read last. Not all, if there are many.
    pub lines: Vec<VersionReaderLine>,
}

/// One reader in one network.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionReaderLine {
    /// Name of a user or role.
    pub name: String,
    /// Whether it is a role.
    pub role: bool,
    /// From where; empty for the server's own machine.
    pub network: String,
    /// Whether its last read was of the new version.
    pub moved: bool,
    /// When that was.
    pub last: i64,
}
