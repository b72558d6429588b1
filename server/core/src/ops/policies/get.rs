//! GetPolicy.

use super::{custom, facts::count};
use crate::{
    CoreError, Thing,
    engine::{Context, Done, Run},
    facts::{PolicyFacts, PolicyText},
};
use std::borrow::Cow;
use strongroom_domain::{Action, PolicyRef, PolicyType};
use strongroom_policy::system;

/// One policy with its default document.
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
                let policy = system::find(self.policy.name.as_str()).ok_or(CoreError::NotFound(Thing::Policy))?;
                (PolicyFacts::of_system(policy)?, PolicyText::of_system(policy))
            }
            PolicyType::Custom => {
                let row = custom(cx, &self.policy.name).await?;
                let versions = cx.vault.policy_versions(cx.store(), &row.name).await?;
                let version = versions.into_iter().find(|version| version.number == row.default);
                let text = PolicyText::of_custom(version.ok_or(CoreError::Conflict)?, row.default);
                (PolicyFacts::of_custom(row), text)
            }
        };
        let mut facts = [facts];
        count(cx, &mut facts).await?;
        let [facts] = facts;
        Ok(Done::read((facts, text)))
    }
}
