//! Server functions for policies.

use super::dto::{PolicyDetail, PolicyList};
use crate::error::UiError;
use leptos::prelude::*;
use strongroom_domain::PolicyRef;

#[cfg(feature = "ssr")]
use super::{
    dto::{PolicyLine, ResourceVersionLine, VersionLine},
    meaning::statements,
};
#[cfg(feature = "ssr")]
use crate::{
    door::{
        self, SeenThing,
        facts::{PolicyFacts, PolicyText, PolicyVersionFacts, ResourcePolicyVersion},
        ops::policies as op,
        redirect_plain_form,
    },
    line_ends::unix_lines,
    paths,
    principals::confirmed,
};
#[cfg(feature = "ssr")]
use strongroom_domain::{Action, Comments, PolicyName, PolicyType};
#[cfg(feature = "ssr")]
use strongroom_policy::{Document, Kind, sentences};

/// Custom policies per page.
#[cfg(feature = "ssr")]
const PAGE: u32 = 200;

/// Lists policies. With `after`, only custom policies that follow that name.
#[server]
pub async fn list_policies(after: Option<String>) -> Result<PolicyList, UiError> {
    let after = after.filter(|name| !name.is_empty()).map(|name| PolicyName::new(&name)).transpose()?;
    let (policies, more) = door::call(op::ListPolicies { kind: None, after, limit: PAGE }).await?;
    Ok(PolicyList { policies: policies.into_iter().map(line).collect(), more })
}

/// Loads one policy. Versions and attachments only if the caller may see them.
#[server]
pub async fn load_policy(kind: String, name: String) -> Result<PolicyDetail, UiError> {
    let policy = PolicyRef { kind: kind.parse::<PolicyType>()?, name: PolicyName::new(&name)? };
    let may = door::abilities().await?.actions;
    let (facts, text) = door::call(op::GetPolicy { policy: policy.clone() }).await?;
    let mut versions = match may.contains(&Action::ListPolicyVersions) {
        true => door::call(op::ListPolicyVersions { policy: policy.clone() }).await?,
        false => vec![text],
    };
    versions.reverse();
    let (mut users, mut groups, mut roles) = (Vec::new(), Vec::new(), Vec::new());
    if may.contains(&Action::ListEntitiesForPolicy) {
        let entities = door::call(op::ListEntitiesForPolicy { policy }).await?;
        users = entities.users.into_iter().map(|user| user.what.name.to_string()).collect();
        groups = entities.groups.into_iter().map(|group| group.what.name.to_string()).collect();
        roles = entities.roles.into_iter().map(|role| role.what.name.to_string()).collect();
    }
    let versions: Vec<_> = versions.into_iter().map(version).collect();
    let document = versions.iter().find(|version| version.default).map_or("", |version| &version.document);
    let sentences = match Document::parse(document, Kind::Identity) {
        Ok(document) => statements(&document).await?,
        Err(_) => Vec::new(),
    };
    Ok(PolicyDetail { line: line(facts), versions, sentences, users, groups, roles })
}

/// Checks that the caller can create a policy.
#[server]
pub async fn start_policy() -> Result<(), UiError> {
    door::required(Action::CreatePolicy).await
}

/// Creates a policy and redirects to its page.
#[server]
pub async fn create_policy(
    name: String,
    #[server(default)] description: String,
    document: String,
) -> Result<PolicyRef, UiError> {
    let (description, document) = (Comments::new(description.trim())?, unix_lines(&document));
    let create = op::CreatePolicy { name: PolicyName::new(name.trim())?, description, document };
    let policy = door::call(create).await?.policy;
    redirect_plain_form(&paths::policy(&policy));
    Ok(policy)
}

/// Saves a new default version. At five versions, the oldest non-default version is deleted.
#[server]
pub async fn save_policy(name: String, document: String, revision: u64) -> Result<u32, UiError> {
    let name = PolicyName::new(&name)?;
    let saved = op::CreatePolicyVersion {
        name: name.clone(),
        document: unix_lines(&document),
        set_default: true,
        rotate: true,
    };
    let version = door::call_unchanged(SeenThing::Policy(name.clone()), revision, saved).await?;
    redirect_plain_form(&paths::policy(&PolicyRef { kind: PolicyType::Custom, name }));
    Ok(version.number)
}

/// Sets the default version. Returns the previous one, for undo.
#[server]
pub async fn set_default_version(name: String, number: u32, before: u32) -> Result<(String, u32, u32), UiError> {
    door::call(op::SetDefaultPolicyVersion { name: PolicyName::new(&name)?, number }).await?;
    Ok((name, number, before))
}

/// Changes a policy's description.
#[server]
pub async fn describe_policy(name: String, #[server(default)] description: String) -> Result<(), UiError> {
    let description = Comments::new(description.trim())?;
    door::call(op::UpdatePolicyDescription { name: PolicyName::new(&name)?, description }).await?;
    Ok(())
}

/// Deletes a policy that is not attached. `confirm` must be its name.
#[server]
pub async fn delete_policy(name: String, #[server(default)] confirm: String) -> Result<String, UiError> {
    confirmed("policy", &name, &confirm)?;
    door::call(op::DeletePolicy { name: PolicyName::new(&name)?, with_versions: true }).await?;
    redirect_plain_form(paths::POLICIES);
    Ok(name)
}

/// The sentences of a document, or the problems of an invalid one.
#[cfg(feature = "ssr")]
pub(crate) fn meaning(document: &str, kind: Kind) -> Vec<String> {
    match Document::parse(document, kind) {
        Ok(document) => sentences(&document),
        Err(problems) => problems.iter().map(ToString::to_string).collect(),
    }
}

/// A version of the policy of a secret or key.
#[cfg(feature = "ssr")]
pub(crate) fn resource_version(version: ResourcePolicyVersion) -> ResourceVersionLine {
    let ResourcePolicyVersion { number, current, document, creator, created } = version;
    ResourceVersionLine { number, current, document, creator, created: created.0 }
}

#[cfg(feature = "ssr")]
fn line(facts: PolicyFacts) -> PolicyLine {
    let PolicyFacts { policy, description, default, times, attachments, revision } = facts;
    PolicyLine { policy, description, default, attachments, updated: times.map(|(_, updated)| updated.0), revision }
}

#[cfg(feature = "ssr")]
fn version(text: PolicyText) -> VersionLine {
    let PolicyText { version, document } = text;
    let PolicyVersionFacts { number, default, creator, created } = version;
    VersionLine { number, default, creator, created: created.map(|time| time.0), document }
}
