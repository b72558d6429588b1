//! CreatePolicyVersion.

use super::{custom, put, versions::version_text};
use crate::{
    CoreError, Limit,
    engine::{Context, Done, Run},
    facts::PolicyVersionFacts,
    ops::documents::check_document,
    ports::IdentityChange,
    rows::{Authenticate, PolicyVersionRow},
};
use std::borrow::Cow;
use strongroom_domain::{Action, Field, PolicyName, limits};
use strongroom_policy::Kind;
use strongroom_trail::Detail;

/// Adds a version.
pub struct CreatePolicyVersion {
    /// Which policy.
    pub name: PolicyName,
    /// The document, JSON.
    pub document: String,
    /// Whether it becomes the default.
    pub set_default: bool,
    /// Above five versions: delete the oldest that is not the default, instead of an error.
    pub rotate: bool,
}

impl Run for CreatePolicyVersion {
    type Output = PolicyVersionFacts;

    fn action(&self) -> Action {
        Action::CreatePolicyVersion
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.name.as_str().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<PolicyVersionFacts>, CoreError> {
        check_document(Field::PolicyDocument, &self.document, Kind::Identity)?;
        let mut policy = custom(cx, &self.name).await?;
        let versions = cx.vault.policy_versions(cx.store(), &policy.name).await?;
        let mut changes = Vec::with_capacity(3);
        if versions.len() >= limits::POLICY_VERSIONS {
            let oldest = versions.iter().find(|version| version.number != policy.default && self.rotate);
            let oldest = oldest.ok_or(CoreError::Limit(Limit::PolicyVersions))?;
            cx.note(Detail::Dropped, format!("v{}", oldest.number));
            changes.push(IdentityChange::RemovePolicyVersion(policy.name.clone(), oldest.number).into());
        }
        policy.last += 1;
        let number = policy.last;
        if self.set_default {
            policy.default = number;
        }
        cx.note(Detail::State, version_text(number, self.set_default));
        let creator = cx.call.principal.name.clone();
        let row = PolicyVersionRow {
            policy: policy.name.clone(),
            number,
            document: self.document.clone(),
            creator: creator.clone(),
            created: cx.now,
        };
        let (_, change) = put(cx, policy);
        changes.extend([change, IdentityChange::PutPolicyVersion(row.authenticate(&cx.vault.keyring)).into()]);
        let version = PolicyVersionFacts { number, default: self.set_default, creator, created: Some(cx.now) };
        Ok(Done::changed(version, changes))
    }
}
