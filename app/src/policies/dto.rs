//! Types of the policy pages.

use super::meaning::Meaning;
use serde::{Deserialize, Serialize};
use strongroom_domain::PolicyRef;

/// A page of policies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyList {
    /// System policies first, then custom ones by name.
    pub policies: Vec<PolicyLine>,
    /// Whether another page of custom policies follows.
    pub more: bool,
}

/// A policy without its documents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyLine {
    /// Type and name.
    pub policy: PolicyRef,
    /// Description.
    pub description: String,
    /// Number of the default version.
    pub default: u32,
    /// Number of users, groups and roles it is attached to.
    pub attachments: u64,
    /// When it was last changed, in milliseconds since 1970; `None` for a system policy.
    pub updated: Option<i64>,
    /// Revision, to detect concurrent changes.
    pub revision: u64,
}

/// Data of a policy's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyDetail {
    /// The policy.
    pub line: PolicyLine,
    /// Versions, newest first; at least the default version.
    pub versions: Vec<VersionLine>,
    /// The statements of the default version, in sentences.
    pub sentences: Vec<Meaning>,
    /// Users it is attached to directly.
    pub users: Vec<String>,
    /// Groups it is attached to.
    pub groups: Vec<String>,
    /// Roles it is attached to; the first 1,000.
    pub roles: Vec<String>,
}

/// One version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionLine {
    /// Number, from 1.
    pub number: u32,
    /// Whether it is the default version.
    pub default: bool,
    /// Who saved it; empty for a system policy.
    pub creator: String,
    /// When it was saved, in milliseconds since 1970; `None` for a system policy.
    pub created: Option<i64>,
    /// The document, JSON.
    pub document: String,
}

/// A version of the policy of a secret or key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResourceVersionLine {
    /// Number, from 1.
    pub number: u32,
    /// Whether it is the policy that applies.
    pub current: bool,
    /// The document, JSON; `None` when the policy was removed.
    pub document: Option<String>,
    /// Who saved it, if known.
    pub creator: Option<String>,
    /// When it was saved, in milliseconds since 1970.
    pub created: i64,
}

impl PolicyDetail {
    /// The document of the default version.
    pub fn document(&self) -> &str {
        self.versions.iter().find(|version| version.default).map_or("", |version| &version.document)
    }
}
