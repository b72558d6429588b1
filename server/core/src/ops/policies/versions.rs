//! Versions of a policy, as several operations need them.

use super::custom;
use crate::{CoreError, Thing, engine::Context, facts::PolicyText, rows::PolicyRow};
use strongroom_domain::{PolicyName, PolicyRef, PolicyType};
use strongroom_policy::system;

pub(super) async fn texts(cx: &Context<'_>, policy: &PolicyRef) -> Result<Vec<PolicyText>, CoreError> {
    if policy.kind == PolicyType::System {
        let policy = system::find(policy.name.as_str()).ok_or(CoreError::NotFound(Thing::Policy))?;
        return Ok(vec![PolicyText::of_system(policy)]);
    }
    let row = custom(cx, &policy.name).await?;
    let versions = cx.vault.policy_versions(cx.store(), &row.name).await?;
    Ok(versions.into_iter().map(|version| PolicyText::of_custom(version, row.default)).collect())
}

/// The policy, if it has this version.
pub(super) async fn version_of(cx: &Context<'_>, name: &PolicyName, number: u32) -> Result<PolicyRow, CoreError> {
    let policy = custom(cx, name).await?;
    let versions = cx.vault.policy_versions(cx.store(), &policy.name).await?;
    let found = versions.iter().any(|version| version.number == number);
    if found { Ok(policy) } else { Err(CoreError::NotFound(Thing::PolicyVersion)) }
}

pub(super) fn version_text(number: u32, default: bool) -> String {
    if default { format!("v{number} is the default") } else { format!("v{number}") }
}
