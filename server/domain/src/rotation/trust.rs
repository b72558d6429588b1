//! How a target proves itself.

use serde::{Deserialize, Serialize};

/// How a target proves that it is the right one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Trust {
    /// By a certificate that an authority of the machine signed.
    SystemAuthorities,
    /// By a certificate that one of these authorities signed, in PEM.
    Authorities(String),
    /// By this SSH host key: the `ssh-ed25519 AAAA...` of a `.pub` file.
    HostKey(String),
    /// Not at all, and without encryption: for networks that are trusted.
    Plain,
}
