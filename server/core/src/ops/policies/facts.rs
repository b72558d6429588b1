//! Facts about several policies.

use super::custom;
use crate::{CoreError, Thing, engine::Context, facts::PolicyFacts};
use strongroom_domain::{PolicyRef, PolicyType};
use strongroom_policy::system;

/// What there is to say about each of these, in their order.
pub(super) async fn facts(cx: &Context<'_>, policies: &[PolicyRef]) -> Result<Vec<PolicyFacts>, CoreError> {
    let mut facts = Vec::with_capacity(policies.len());
    for policy in policies {
        facts.push(match policy.kind {
            PolicyType::System => {
                PolicyFacts::of_system(system::find(policy.name.as_str()).ok_or(CoreError::NotFound(Thing::Policy))?)?
            }
            PolicyType::Custom => PolicyFacts::of_custom(custom(cx, &policy.name).await?),
        });
    }
    count(cx, &mut facts).await?;
    Ok(facts)
}

/// Counts the users, groups and roles each of these is attached to.
pub(super) async fn count(cx: &Context<'_>, policies: &mut [PolicyFacts]) -> Result<(), CoreError> {
    let names: Vec<_> = policies.iter().map(|facts| facts.policy.clone()).collect();
    let counts = cx.store().attachments(&names).await?;
    for (facts, count) in policies.iter_mut().zip(counts) {
        facts.attachments = count;
    }
    Ok(())
}
