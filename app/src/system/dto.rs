//! Facts about the installation.

use serde::{Deserialize, Serialize};

/// What the settings page shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsoleSettings {
    /// Version of the running program.
    pub version: String,
    /// Address of the API as clients reach it.
    pub api_address: String,
    /// Path of the CA certificate's file on the server.
    pub ca_file: String,
    /// The installation, for administrators and auditors.
    pub installation: Option<Installation>,
}

/// The installation and its counters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Installation {
    /// Id, bound into every ciphertext.
    pub id: String,
    /// Account id.
    pub account: String,
    /// Region.
    pub region: String,
    /// When it was made, in milliseconds since 1970.
    pub created: i64,
    /// Things an administrator should know.
    pub warnings: Vec<String>,
    /// Live secrets.
    pub secrets: u64,
    /// Secrets in their recovery window.
    pub deleting: u64,
    /// Customer master keys.
    pub keys: u64,
    /// Nonces of reads forgotten before their time.
    pub nonces_forgotten: u64,
    /// Refused requests counted but not recorded.
    pub refused_unrecorded: u64,
}

/// Whether the server has its keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seal {
    /// It has not, and answers nothing else.
    pub sealed: bool,
    /// A passphrase can be entered on a page.
    pub by_passphrase: bool,
}
