//! Types of the target pages. Times are milliseconds since 1970. None holds what proves a managing account.

use crate::{client::HasPage, page_subject::SubjectKind};
use serde::{Deserialize, Serialize};
use std::fmt;
use strongroom_domain::{HttpsAddress, RehearsalStep, RunCause, Strategy, TargetKind, Trust};

/// A page of targets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TargetList {
    /// By name.
    pub targets: Vec<TargetLine>,
    /// Whether another page follows.
    pub more: bool,
}

/// A target in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TargetLine {
    /// Unique name.
    pub name: String,
    /// Kind.
    pub kind: TargetKind,
    /// Host name or IP address.
    pub host: String,
    /// Port.
    pub port: u16,
    /// How it proves itself.
    pub proof: TargetProof,
    /// The managing account; `None` if each account changes itself.
    pub manager: Option<String>,
    /// Number of secrets that rotate at it.
    pub secrets: u64,
}

/// How a target proves itself, without the certificates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TargetProof {
    /// By a certificate that an authority of Strongroom's machine signed.
    System,
    /// By a certificate that one of the given authorities signed.
    Authorities,
    /// By its SSH host key.
    HostKey,
    /// Not at all: without encryption.
    Plain,
}

impl From<&Trust> for TargetProof {
    fn from(trust: &Trust) -> Self {
        match trust {
            Trust::SystemAuthorities => Self::System,
            Trust::Authorities(_) => Self::Authorities,
            Trust::HostKey(_) => Self::HostKey,
            Trust::Plain => Self::Plain,
        }
    }
}

/// Data of a target's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TargetDetail {
    /// Id, which another target of this name does not have.
    pub id: String,
    /// Unique name.
    pub name: String,
    /// Kind.
    pub kind: TargetKind,
    /// Host name or IP address.
    pub host: String,
    /// Port.
    pub port: u16,
    /// Database to connect to; `None` for the target's own default.
    pub database: Option<String>,
    /// How it proves itself.
    pub trust: Trust,
    /// The managing account; `None` if each account changes itself.
    pub manager: Option<String>,
    /// Name of the user who created it.
    pub creator: String,
    /// When it was created.
    pub created: i64,
    /// When it last changed.
    pub updated: i64,
    /// Revision, to detect concurrent changes.
    pub revision: u64,
    /// Secrets that rotate at it, or the first of them.
    pub used_by: Vec<String>,
    /// Whether there are more.
    pub more: bool,
}

impl HasPage for TargetDetail {
    const KIND: SubjectKind = SubjectKind::Target;

    fn name(&self) -> &str {
        &self.name
    }

    fn revision(&self) -> u64 {
        self.revision
    }
}

impl TargetDetail {
    /// `host:port`, with an IPv6 address in brackets.
    pub fn address(&self) -> String {
        address(&self.host, self.port)
    }

    /// The target as the list shows it.
    pub fn line(&self) -> TargetLine {
        TargetLine {
            name: self.name.clone(),
            kind: self.kind,
            host: self.host.clone(),
            port: self.port,
            proof: TargetProof::from(&self.trust),
            manager: self.manager.clone(),
            secrets: self.used_by.len() as u64,
        }
    }
}

/// `host:port`, with an IPv6 address in brackets; of an API or a function its address.
pub fn address(host: &str, port: u16) -> String {
    match HttpsAddress::parse(host) {
        Some(address) if address.port == port => host.to_owned(),
        None if host.contains(':') => format!("[{host}]:{port}"),
        _ => format!("{host}:{port}"),
    }
}

/// Where a target is, as a form sends it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlaceDraft {
    /// Host name or IP address.
    pub host: String,
    /// Port; empty for the usual one of the kind.
    #[serde(default)]
    pub port: String,
    /// Database to connect to; empty for the target's own default.
    #[serde(default)]
    pub database: String,
    /// The `https:` address of the STS of a RAM service; empty for the same as the host.
    #[serde(default)]
    pub sts: String,
    /// How it proves itself: `system`, `ca`, `host-key` or `plain`.
    pub trust: String,
    /// Certificates of the authorities, PEM; used with `ca`.
    #[serde(default)]
    pub certificates: String,
    /// The host key, as in a `.pub` file; used with `host-key`.
    #[serde(default)]
    pub host_key: String,
}

/// A managing account, as a form sends it.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManagerDraft {
    /// Its name; empty for none.
    #[serde(default)]
    pub account: String,
    /// The name that the form showed.
    #[serde(default)]
    pub was: String,
    /// Its password; empty to keep the present one.
    #[serde(default)]
    pub password: String,
    /// Id of its AccessKey, of RAM only; the password is its secret.
    #[serde(default)]
    pub key_id: String,
    /// Its private SSH key in place of a password, of hosts only.
    #[serde(default)]
    pub private_key: String,
}

impl ManagerDraft {
    /// Whether nothing was entered that proves it.
    #[cfg(feature = "ssr")]
    pub fn has_no_proof(&self) -> bool {
        let Self { password, key_id, private_key, .. } = self;
        password.is_empty() && key_id.trim().is_empty() && private_key.trim().is_empty()
    }
}

/// Without what proves it.
impl fmt::Debug for ManagerDraft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ManagerDraft").field("account", &self.account).finish_non_exhaustive()
    }
}

/// A password, an AccessKey or a private SSH key that a form asks for, to check or to store it.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CurrentCredential {
    /// Empty if none was typed. Of an AccessKey its secret.
    #[serde(default)]
    pub password: String,
    /// Id of the AccessKey; empty for a password.
    #[serde(default)]
    pub key_id: String,
    /// The private key of an account of a host; empty for a password.
    #[serde(default)]
    pub private_key: String,
}

/// Without what proves the account.
impl fmt::Debug for CurrentCredential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a credential")
    }
}

/// What a rehearsal found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RehearsalCheck {
    /// How the scratch account was rotated.
    pub strategy: Strategy,
    /// The step that failed.
    pub failed_at: Option<RehearsalStep>,
    /// Accounts that could not be removed.
    pub left: Option<String>,
}

/// What a test of a target found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TargetCheck {
    /// Whether the managing account was let in; `None` if there is none, or the target was not asked.
    pub accepted: Option<bool>,
    /// The account whose rotation was asked about.
    pub account: Option<String>,
    /// Whether the account was let in with what was typed for it; `None` if the target was not asked.
    pub account_accepted: Option<bool>,
    /// Rights that the managing account lacks, each with what it is needed for.
    pub missing: Vec<String>,
    /// Version of the target, as it states it, if it was asked about an account.
    pub version: Option<String>,
    /// Why the test could not be finished, and the same in words.
    pub trouble: Option<(RunCause, String)>,
    /// The rehearsal, if there was one.
    pub rehearsal: Option<RehearsalCheck>,
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn ipv6_addresses_are_in_brackets() {
        assert_eq!(address("db.internal", 5432), "db.internal:5432");
        assert_eq!(address("fd00::7", 6379), "[fd00::7]:6379");
        assert_eq!(address("https://ram.aliyuncs.com", 443), "https://ram.aliyuncs.com");
        assert_eq!(address("https://other.internal", 3443), "https://other.internal:3443");
        assert_eq!(address("https://a.example:8443/x", 8443), "https://a.example:8443/x");
    }
}
