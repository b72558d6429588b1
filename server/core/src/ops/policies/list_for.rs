//! ListPoliciesForUser, ListPoliciesForGroup, ListPoliciesForRole.

use super::{Bearer, facts::facts};
use crate::{
    CoreError,
    engine::{Context, Done, Run},
    facts::PolicyFacts,
    ops::{groups, roles, users},
};
use std::borrow::Cow;
use strongroom_domain::{Action, Since};

/// The policies of a user, group or role, without those of a user's groups.
pub struct ListPoliciesFor {
    /// Whose.
    pub bearer: Bearer,
}

impl Run for ListPoliciesFor {
    /// By type and name, each with when it was attached.
    type Output = Vec<Since<PolicyFacts>>;

    fn action(&self) -> Action {
        match &self.bearer {
            Bearer::User(_) => Action::ListPoliciesForUser,
            Bearer::Group(_) => Action::ListPoliciesForGroup,
            Bearer::Role(_) => Action::ListPoliciesForRole,
        }
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.bearer.name().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<Self::Output>, CoreError> {
        let policies = match &self.bearer {
            Bearer::User(name) => users::by_name(cx, name).await?.policies,
            Bearer::Group(name) => groups::by_name(cx, name).await?.policies,
            Bearer::Role(name) => roles::by_name(cx, name).await?.policies,
        };
        let names: Vec<_> = policies.iter().map(|one| one.what.clone()).collect();
        let facts = facts(cx, &names).await?;
        Ok(Done::read(facts.into_iter().zip(policies).map(|(facts, one)| Since::new(facts, one.since)).collect()))
    }
}
