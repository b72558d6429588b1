//! Data about the installation.

use serde::{Deserialize, Serialize};

/// Data of the settings page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsoleSettings {
    /// Version of the running program.
    pub version: String,
    /// Address at which clients reach the API.
    pub api_address: String,
    /// Path of the CA certificate file on the server.
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
    /// When it was created, in milliseconds since 1970.
    pub created: i64,
    /// Warnings for administrators.
    pub warnings: Vec<String>,
    /// Secrets that are not deleted.
    pub secrets: u64,
    /// Secrets in their recovery window.
    pub deleting: u64,
    /// Customer master keys.
    pub keys: u64,
    /// Nonces of read requests dropped before they expired.
    pub nonces_forgotten: u64,
    /// Refused requests that were counted but not recorded.
    pub refused_unrecorded: u64,
}

/// Whether the server is sealed, and how it is unsealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealStatus {
    /// The server has no root key in memory and serves nothing else.
    pub sealed: bool,
    /// It can be unsealed with a passphrase on this page.
    pub by_passphrase: bool,
}
