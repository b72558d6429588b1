//! Versions of a custom policy: create, read, list, choose, remove.

use super::{PolicyText, PolicyVersion, check_document, custom, put};
use crate::{
    CoreError,
    engine::{Context, Done, Run},
    in_use,
    ops::check_revision,
    ports::Change,
    rows::{PolicyRow, PolicyVersionRow, Sealed},
};
use std::borrow::Cow;
use strongroom_domain::{Action, PolicyName, PolicyRef, PolicyType, limits};
use strongroom_policy::{Kind, system};
use strongroom_trail::Detail;

/// Adds a version.
pub struct CreatePolicyVersion {
    /// Which policy.
    pub name: PolicyName,
    /// The document, JSON.
    pub document: String,
    /// Whether it holds from now on.
    pub set_default: bool,
    /// Above five versions: drop the oldest that does not hold, instead of refusing.
    pub rotate: bool,
    /// Revision the caller saw.
    pub expect: Option<u64>,
}

impl Run for CreatePolicyVersion {
    type Output = PolicyVersion;

    fn action(&self) -> Action {
        Action::CreatePolicyVersion
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.name.as_str().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<PolicyVersion>, CoreError> {
        check_document(&self.document, Kind::Identity)?;
        let mut policy = custom(cx, &self.name).await?;
        check_revision(self.expect, policy.revision)?;
        let versions = cx.vault.policy_versions(cx.store(), &policy.name).await?;
        let mut changes = Vec::with_capacity(3);
        if versions.len() >= limits::POLICY_VERSIONS {
            let oldest = versions.iter().find(|version| version.number != policy.default && self.rotate);
            let oldest = oldest.ok_or(CoreError::Limit("a policy may have at most 5 versions; delete one first"))?;
            cx.note(Detail::Dropped, format!("v{}", oldest.number));
            changes.push(Change::RemovePolicyVersion(policy.name.clone(), oldest.number));
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
            mac: [0; 32],
        };
        let (_, change) = put(cx, policy);
        changes.extend([change, Change::PutPolicyVersion(row.seal(&cx.vault.keyring))]);
        let version = PolicyVersion { number, default: self.set_default, creator, created: Some(cx.now) };
        Ok(Done::changed(version, changes))
    }
}

/// Lets another version hold.
pub struct SetDefaultPolicyVersion {
    /// Which policy.
    pub name: PolicyName,
    /// Which version.
    pub number: u32,
}

impl Run for SetDefaultPolicyVersion {
    type Output = ();

    fn action(&self) -> Action {
        Action::SetDefaultPolicyVersion
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.name.as_str().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<()>, CoreError> {
        let policy = version_of(cx, &self.name, self.number).await?;
        if policy.default == self.number {
            cx.note(Detail::Unchanged, "this version holds already");
            return Ok(Done::read(()));
        }
        cx.note(Detail::State, version_text(self.number, true));
        let (_, change) = put(cx, PolicyRow { default: self.number, ..policy });
        Ok(Done::changed((), vec![change]))
    }
}

/// Removes a version that does not hold.
pub struct DeletePolicyVersion {
    /// Which policy.
    pub name: PolicyName,
    /// Which version.
    pub number: u32,
}

impl Run for DeletePolicyVersion {
    type Output = ();

    fn action(&self) -> Action {
        Action::DeletePolicyVersion
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.name.as_str().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<()>, CoreError> {
        let policy = version_of(cx, &self.name, self.number).await?;
        if policy.default == self.number {
            return Err(CoreError::InUse(in_use::DEFAULT_VERSION));
        }
        cx.note(Detail::State, format!("v{}", self.number));
        let name = policy.name.clone();
        // The policy's revision moves too: nobody may make this version the default meanwhile.
        let (_, change) = put(cx, policy);
        Ok(Done::changed((), vec![change, Change::RemovePolicyVersion(name, self.number)]))
    }
}

/// Reads one version.
pub struct GetPolicyVersion {
    /// Which policy.
    pub policy: PolicyRef,
    /// Which version.
    pub number: u32,
}

impl Run for GetPolicyVersion {
    type Output = PolicyText;

    fn action(&self) -> Action {
        Action::GetPolicyVersion
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.policy.name.as_str().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<PolicyText>, CoreError> {
        let texts = texts(cx, &self.policy).await?;
        let text = texts.into_iter().find(|text| text.version.number == self.number);
        Ok(Done::read(text.ok_or(CoreError::NotFound("version"))?))
    }
}

/// Lists versions with their documents, oldest first; at most five.
pub struct ListPolicyVersions {
    /// Which policy.
    pub policy: PolicyRef,
}

impl Run for ListPolicyVersions {
    type Output = Vec<PolicyText>;

    fn action(&self) -> Action {
        Action::ListPolicyVersions
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.policy.name.as_str().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<Vec<PolicyText>>, CoreError> {
        Ok(Done::read(texts(cx, &self.policy).await?))
    }
}

async fn texts(cx: &Context<'_>, policy: &PolicyRef) -> Result<Vec<PolicyText>, CoreError> {
    if policy.kind == PolicyType::System {
        let policy = system::find(policy.name.as_str()).ok_or(CoreError::NotFound("policy"))?;
        return Ok(vec![PolicyText::of_system(policy)]);
    }
    let row = custom(cx, &policy.name).await?;
    let versions = cx.vault.policy_versions(cx.store(), &row.name).await?;
    Ok(versions.into_iter().map(|version| PolicyText::of(version, row.default)).collect())
}

/// The policy, if it has this version.
async fn version_of(cx: &Context<'_>, name: &PolicyName, number: u32) -> Result<PolicyRow, CoreError> {
    let policy = custom(cx, name).await?;
    let versions = cx.vault.policy_versions(cx.store(), &policy.name).await?;
    let found = versions.iter().any(|version| version.number == number);
    if found { Ok(policy) } else { Err(CoreError::NotFound("version")) }
}

fn version_text(number: u32, default: bool) -> String {
    if default { format!("v{number} is the default") } else { format!("v{number}") }
}
