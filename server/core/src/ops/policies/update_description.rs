//! UpdatePolicyDescription.

use super::{custom, put};
use crate::{
    CoreError,
    engine::{Context, Done, Run},
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
    type Output = PolicyRow;

    fn action(&self) -> Action {
        Action::UpdatePolicyDescription
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.name.as_str().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<PolicyRow>, CoreError> {
        let policy = custom(cx, &self.name).await?;
        let (row, change) = put(cx, PolicyRow { description: self.description.clone(), ..policy });
        Ok(Done::changed(row, vec![change]))
    }
}
