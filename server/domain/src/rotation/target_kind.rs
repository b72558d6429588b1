//! Kinds of targets.

use serde::{Deserialize, Serialize};

/// What kind of system a credential belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum TargetKind {
    /// PostgreSQL, and services that speak its protocol.
    Postgresql,
    /// MariaDB.
    Mariadb,
    /// MySQL.
    Mysql,
    /// Redis 6 or later, by its ACL users.
    Redis,
    /// A host, by SSH.
    Ssh,
    /// An account's access management service, by the HTTP API of RAM 2015-05-01.
    Ram,
    /// A function that its owner serves by HTTPS.
    Function,
}

impl TargetKind {
    /// Every kind.
    pub const ALL: [Self; 7] =
        [Self::Postgresql, Self::Mariadb, Self::Mysql, Self::Redis, Self::Ssh, Self::Ram, Self::Function];

    /// Stable number, for the store.
    pub fn code(self) -> u8 {
        match self {
            Self::Postgresql => 1,
            Self::Mariadb => 2,
            Self::Mysql => 3,
            Self::Redis => 4,
            Self::Ssh => 5,
            Self::Ram => 6,
            Self::Function => 7,
        }
    }

    /// The kind of a number.
    pub fn from_code(code: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Its word on the command line and in the HTTP API.
    pub fn word(self) -> &'static str {
        match self {
            Self::Postgresql => "postgresql",
            Self::Mariadb => "mariadb",
            Self::Mysql => "mysql",
            Self::Redis => "redis",
            Self::Ssh => "ssh",
            Self::Ram => "ram",
            Self::Function => "function",
        }
    }

    /// The kind of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// The port its servers usually listen on.
    pub fn usual_port(self) -> u16 {
        match self {
            Self::Postgresql => 5432,
            Self::Mariadb | Self::Mysql => 3306,
            Self::Redis => 6379,
            Self::Ssh => 22,
            Self::Ram | Self::Function => 443,
        }
    }
}
