//! UpdatePolicyDescription.

use super::{custom, facts::count, put};
use crate::{
    CoreError,
    engine::{Context, Done, Run},
    facts::PolicyFacts,
    rows::PolicyRow,
};
use std::borrow::Cow;
use strongroom_domain::{Action, Comments, PolicyName};

/// Changes what is said about a policy.
pub struct UpdatePolicyDescription {
    /// Which.
    pub name: PolicyName,
    /// Free text.
    pub description: Comments,
}

impl Run for UpdatePolicyDescription {
    type Output = PolicyFacts;

    fn action(&self) -> Action {
        Action::UpdatePolicyDescription
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.name.as_str().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<PolicyFacts>, CoreError> {
        let policy = custom(cx, &self.name).await?;
        let (row, change) = put(cx, PolicyRow { description: self.description.clone(), ..policy });
        let mut facts = [PolicyFacts::of_custom(row)];
        count(cx, &mut facts).await?;
        let [facts] = facts;
        Ok(Done::changed(facts, vec![change]))
    }
}
