//! ListKeyPolicyVersions: the policies that a customer's key carried. Authorised as reading the present one.

use super::fresh;
use crate::{
    CoreError,
    engine::{Context, Done, Run},
    facts::ResourcePolicyVersion,
    ops::policy_history,
    rows::{OwnPolicy, PolicyOwner},
};
use std::borrow::Cow;
use strongroom_domain::{Action, CmkId};

/// Lists the last versions of a key's policy, newest first.
pub struct ListKeyPolicyVersions {
    /// Which key.
    pub id: CmkId,
}

impl Run for ListKeyPolicyVersions {
    type Output = Vec<ResourcePolicyVersion>;

    fn action(&self) -> Action {
        Action::GetKeyPolicy
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.id.to_string().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<Self::Output>, CoreError> {
        let key = fresh(cx, self.id).await?;
        Ok(Done::read(
            policy_history::list(cx, PolicyOwner::Key(self.id), key.row.policy.as_ref().map(OwnPolicy::document))
                .await?,
        ))
    }
}
