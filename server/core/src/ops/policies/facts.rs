//! What operations tell about policies.

use super::custom;
use crate::{
    CoreError, Thing,
    engine::Context,
    rows::{PolicyRow, PolicyVersionRow},
};
use strongroom_domain::{PolicyName, PolicyRef, PolicyType, Timestamp};
use strongroom_policy::system::{self, SystemPolicy};

/// A policy without its documents.
#[derive(Clone, Debug)]
pub struct PolicyFacts {
    /// Type and name.
    pub policy: PolicyRef,
    /// What it is for.
    pub description: String,
    /// Number of the version that holds; system policies have one version only.
    pub default: u32,
    /// When it was made and last changed; system policies come with the product.
    pub times: Option<(Timestamp, Timestamp)>,
    /// Users, groups and roles that have it.
    pub attachments: u64,
    /// Revision; 0 for a system policy.
    pub revision: u64,
}

/// A version without its document.
#[derive(Clone, Debug)]
pub struct PolicyVersion {
    /// From 1.
    pub number: u32,
    /// Whether it holds.
    pub default: bool,
    /// Who saved it; empty for a system policy.
    pub creator: String,
    /// When; none for a system policy.
    pub created: Option<Timestamp>,
}

/// A version with its document, JSON.
#[derive(Clone, Debug)]
pub struct PolicyText {
    /// The version.
    pub version: PolicyVersion,
    /// The document.
    pub document: String,
}

impl PolicyText {
    pub(super) fn of_system(policy: &SystemPolicy) -> Self {
        let version = PolicyVersion { number: 1, default: true, creator: String::new(), created: None };
        Self { version, document: policy.document.print() }
    }

    pub(super) fn of(row: PolicyVersionRow, default: u32) -> Self {
        let PolicyVersionRow { number, document, creator, created, .. } = row;
        Self {
            version: PolicyVersion { number, default: number == default, creator, created: Some(created) },
            document,
        }
    }
}

pub(super) fn of_system(policy: &SystemPolicy) -> Result<PolicyFacts, CoreError> {
    Ok(PolicyFacts {
        policy: PolicyRef { kind: PolicyType::System, name: PolicyName::new(policy.name)? },
        description: policy.description.to_owned(),
        default: 1,
        times: None,
        attachments: 0,
        revision: 0,
    })
}

pub(super) fn of_custom(row: PolicyRow) -> PolicyFacts {
    PolicyFacts {
        policy: PolicyRef { kind: PolicyType::Custom, name: row.name },
        description: row.description.into(),
        default: row.default,
        times: Some((row.created, row.updated)),
        attachments: 0,
        revision: row.revision,
    }
}

/// What there is to say about each of these, in their order.
pub(super) async fn facts(cx: &Context<'_>, policies: &[PolicyRef]) -> Result<Vec<PolicyFacts>, CoreError> {
    let mut facts = Vec::with_capacity(policies.len());
    for policy in policies {
        facts.push(match policy.kind {
            PolicyType::System => {
                of_system(system::find(policy.name.as_str()).ok_or(CoreError::NotFound(Thing::Policy))?)?
            }
            PolicyType::Custom => of_custom(custom(cx, &policy.name).await?),
        });
    }
    count(cx, &mut facts).await?;
    Ok(facts)
}

pub(super) async fn count(cx: &Context<'_>, policies: &mut [PolicyFacts]) -> Result<(), CoreError> {
    let names: Vec<_> = policies.iter().map(|facts| facts.policy.clone()).collect();
    let counts = cx.store().attachments(&names).await?;
    for (facts, count) in policies.iter_mut().zip(counts) {
        facts.attachments = count;
    }
    Ok(())
}
