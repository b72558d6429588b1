//! ListSecretPolicyVersions: the policies that a secret carried. Authorised as reading the present one.

use crate::{
    CoreError,
    engine::{Context, Done, Run},
    facts::ResourcePolicyVersion,
    ops::policy_history,
    rows::{OwnPolicy, PolicyOwner},
};
use std::borrow::Cow;
use strongroom_domain::{Action, SecretName};

/// Lists the last versions of a secret's policy, newest first.
pub struct ListSecretPolicyVersions {
    /// Which secret.
    pub name: SecretName,
}

impl Run for ListSecretPolicyVersions {
    type Output = Vec<ResourcePolicyVersion>;

    fn action(&self) -> Action {
        Action::GetSecretPolicy
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.name.as_str().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<Self::Output>, CoreError> {
        let loaded = cx.secret(&self.name).await?;
        let now = loaded.secret.policy.as_ref().map(OwnPolicy::document);
        let owner = PolicyOwner::Secret(loaded.secret.id);
        Ok(Done::read(policy_history::list(cx, owner, now).await?))
    }
}
