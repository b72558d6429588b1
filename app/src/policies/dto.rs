//! Policies as the console shows them.

use super::meaning::Meaning;
use serde::{Deserialize, Serialize};
use strongroom_domain::PolicyRef;

/// A page of policies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyList {
    /// System policies first, then custom ones by name.
    pub policies: Vec<PolicyLine>,
    /// Whether more custom ones follow.
    pub more: bool,
}

/// A policy without its documents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyLine {
    /// Type and name.
    pub policy: PolicyRef,
    /// What it is for.
    pub description: String,
    /// Number of the version that holds.
    pub default: u32,
    /// Users, groups and roles that have it.
    pub attachments: u64,
    /// When it was last changed, in milliseconds since 1970; none for a system policy.
    pub updated: Option<i64>,
    /// Revision, to notice that somebody else was faster.
    pub revision: u64,
}

/// A policy with everything its page shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyDetail {
    /// The policy.
    pub line: PolicyLine,
    /// Versions, newest first; at least the one that holds.
    pub versions: Vec<VersionLine>,
    /// What the one that holds says, in sentences.
    pub sentences: Vec<Meaning>,
    /// Users that have it themselves.
    pub users: Vec<String>,
    /// Groups that have it.
    pub groups: Vec<String>,
    /// Roles that have it; the first 1,000.
    pub roles: Vec<String>,
}

/// One version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionLine {
    /// From 1.
    pub number: u32,
    /// Whether it holds.
    pub default: bool,
    /// Who saved it; empty for a system policy.
    pub creator: String,
    /// When, in milliseconds since 1970; none for a system policy.
    pub created: Option<i64>,
    /// The document, JSON.
    pub document: String,
}

impl PolicyDetail {
    /// The document that holds.
    pub fn document(&self) -> &str {
        self.versions.iter().find(|version| version.default).map_or("", |version| &version.document)
    }
}
