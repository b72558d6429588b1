//! Policies and their versions.

use crate::{
    CoreError,
    rows::{PolicyRow, PolicyVersionRow},
};
use strongroom_domain::{PolicyName, PolicyRef, PolicyType, Timestamp};
use strongroom_policy::system::SystemPolicy;

/// A policy without its documents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyFacts {
    /// Type and name.
    pub policy: PolicyRef,
    /// What it is for.
    pub description: String,
    /// Number of the default version; system policies have one version only.
    pub default: u32,
    /// When it was made and last changed; system policies come with the product.
    pub times: Option<(Timestamp, Timestamp)>,
    /// Users, groups and roles that have it.
    pub attachments: u64,
    /// Revision; 0 for a system policy.
    pub revision: u64,
}

impl PolicyFacts {
    /// Of a system policy, before its attachments are counted.
    pub(crate) fn of_system(policy: &SystemPolicy) -> Result<Self, CoreError> {
        Ok(Self {
            policy: PolicyRef { kind: PolicyType::System, name: PolicyName::new(policy.name)? },
            description: policy.description.to_owned(),
            default: 1,
            times: None,
            attachments: 0,
            revision: 0,
        })
    }

    /// Of a custom policy, before its attachments are counted.
    pub(crate) fn of_custom(row: PolicyRow) -> Self {
        Self {
            policy: PolicyRef { kind: PolicyType::Custom, name: row.name },
            description: row.description.into(),
            default: row.default,
            times: Some((row.created, row.updated)),
            attachments: 0,
            revision: row.revision,
        }
    }
}

/// A version without its document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyVersionFacts {
    /// From 1.
    pub number: u32,
    /// Whether it is the default.
    pub default: bool,
    /// Who saved it; empty for a system policy.
    pub creator: String,
    /// When; none for a system policy.
    pub created: Option<Timestamp>,
}

/// A version of a policy that a secret or key carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResourcePolicyVersion {
    /// From 1.
    pub number: u32,
    /// Whether it is the policy that applies.
    pub current: bool,
    /// The document, JSON; `None` when the policy was removed.
    pub document: Option<String>,
    /// Who saved it; `None` for a policy that was there before versions were kept.
    pub creator: Option<String>,
    /// When.
    pub created: Timestamp,
}

/// A version with its document, JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyText {
    /// The version.
    pub version: PolicyVersionFacts,
    /// The document.
    pub document: String,
}

impl PolicyText {
    /// The only version of a system policy.
    pub(crate) fn of_system(policy: &SystemPolicy) -> Self {
        let version = PolicyVersionFacts { number: 1, default: true, creator: String::new(), created: None };
        Self { version, document: policy.document.print() }
    }

    /// A version of a custom policy whose default is this one.
    pub(crate) fn of_custom(row: PolicyVersionRow, default: u32) -> Self {
        let PolicyVersionRow { number, document, creator, created, .. } = row;
        Self {
            version: PolicyVersionFacts { number, default: number == default, creator, created: Some(created) },
            document,
        }
    }
}
