//! GetPolicyVersion.

use super::versions::texts;
use crate::{
    CoreError, Thing,
    engine::{Context, Done, Run},
    facts::PolicyText,
};
use std::borrow::Cow;
use strongroom_domain::{Action, PolicyRef};

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
        Ok(Done::read(text.ok_or(CoreError::NotFound(Thing::PolicyVersion))?))
    }
}
