//! ListPolicies and GetPolicy.

use super::custom;
use crate::{
    CoreError,
    engine::{Context, Done, Run},
    rows::{PolicyRow, PolicyVersionRow, Sealed},
};
use std::borrow::Cow;
use strongroom_domain::{Action, FieldError, PolicyName, PolicyRef, PolicyType, Timestamp};
use strongroom_policy::system::{self, SystemPolicy};
use strongroom_trail::Detail;

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

/// Policies: system policies first, then custom ones by name.
pub struct ListPolicies {
    /// Only of this type.
    pub kind: Option<PolicyType>,
    /// After this custom policy; then no system policies are listed.
    pub after: Option<PolicyName>,
    /// At most this many custom policies, 1 to 1,000.
    pub limit: u32,
}

impl Run for ListPolicies {
    /// The policies, and whether more custom ones follow.
    type Output = (Vec<PolicyFacts>, bool);

    fn action(&self) -> Action {
        Action::ListPolicies
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<Self::Output>, CoreError> {
        if !(1..=1_000).contains(&self.limit) {
            return Err(FieldError::new("MaxItems", "must be 1 to 1000").into());
        }
        let mut policies = Vec::new();
        if self.kind != Some(PolicyType::Custom) && self.after.is_none() {
            for policy in system::all() {
                policies.push(of_system(policy)?);
            }
        }
        let mut more = false;
        if self.kind != Some(PolicyType::System) {
            let mut rows = cx.store().policies(self.after.as_ref(), self.limit + 1).await?;
            more = rows.len() > self.limit as usize;
            rows.truncate(self.limit as usize);
            for row in rows {
                policies.push(of_custom(row.check(&cx.vault.keyring)?));
            }
        }
        count(cx, &mut policies).await?;
        cx.note(Detail::Count, policies.len().to_string());
        Ok(Done::read((policies, more)))
    }
}

/// One policy with the document that holds.
pub struct GetPolicy {
    /// Which.
    pub policy: PolicyRef,
}

impl Run for GetPolicy {
    type Output = (PolicyFacts, PolicyText);

    fn action(&self) -> Action {
        Action::GetPolicy
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.policy.name.as_str().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<Self::Output>, CoreError> {
        let (facts, text) = match self.policy.kind {
            PolicyType::System => {
                let policy = system::find(self.policy.name.as_str()).ok_or(CoreError::NotFound("policy"))?;
                (of_system(policy)?, PolicyText::of_system(policy))
            }
            PolicyType::Custom => {
                let row = custom(cx, &self.policy.name).await?;
                let versions = cx.vault.policy_versions(cx.store(), &row.name).await?;
                let version = versions.into_iter().find(|version| version.number == row.default);
                let text = PolicyText::of(version.ok_or(CoreError::Conflict)?, row.default);
                (of_custom(row), text)
            }
        };
        let mut facts = [facts];
        count(cx, &mut facts).await?;
        let [facts] = facts;
        Ok(Done::read((facts, text)))
    }
}

fn of_system(policy: &SystemPolicy) -> Result<PolicyFacts, CoreError> {
    Ok(PolicyFacts {
        policy: PolicyRef { kind: PolicyType::System, name: PolicyName::new(policy.name)? },
        description: policy.description.to_owned(),
        default: 1,
        times: None,
        attachments: 0,
        revision: 0,
    })
}

fn of_custom(row: PolicyRow) -> PolicyFacts {
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
            PolicyType::System => of_system(system::find(policy.name.as_str()).ok_or(CoreError::NotFound("policy"))?)?,
            PolicyType::Custom => of_custom(custom(cx, &policy.name).await?),
        });
    }
    count(cx, &mut facts).await?;
    Ok(facts)
}

async fn count(cx: &Context<'_>, policies: &mut [PolicyFacts]) -> Result<(), CoreError> {
    let names: Vec<_> = policies.iter().map(|facts| facts.policy.clone()).collect();
    let counts = cx.store().attachments(&names).await?;
    for (facts, count) in policies.iter_mut().zip(counts) {
        facts.attachments = count;
    }
    Ok(())
}
