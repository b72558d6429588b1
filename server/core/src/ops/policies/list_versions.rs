//! ListPolicyVersions.

use super::versions::texts;
use crate::{
    CoreError,
    engine::{Context, Done, Run},
    facts::PolicyText,
};
use std::borrow::Cow;
use strongroom_domain::{Action, PolicyRef};

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
