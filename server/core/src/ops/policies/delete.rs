//! DeletePolicy.

use super::custom;
use crate::{
    Blocker, CoreError,
    engine::{Context, Done, Run},
    ports::{Expect, Holders, IdentityChange},
};
use std::borrow::Cow;
use strongroom_domain::{Action, PolicyName, PolicyRef, PolicyType};

/// Deletes a policy that is not attached to anyone, with its versions.
pub struct DeletePolicy {
    /// Which.
    pub name: PolicyName,
    /// Also when it has versions beside the default one; without this such a policy is refused, as the vendor does.
    pub with_versions: bool,
}

impl Run for DeletePolicy {
    type Output = ();

    fn action(&self) -> Action {
        Action::DeletePolicy
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.name.as_str().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<()>, CoreError> {
        let policy = custom(cx, &self.name).await?;
        let reference = PolicyRef { kind: PolicyType::Custom, name: policy.name.clone() };
        let holders = Holders::With(reference);
        if !cx.store().users(&holders, None, 1).await?.is_empty() {
            return Err(CoreError::InUse(Blocker::PolicyOfUser));
        }
        if !cx.store().groups(&holders, None, 1).await?.is_empty() {
            return Err(CoreError::InUse(Blocker::PolicyOfGroup));
        }
        if !cx.store().roles(&holders, None, 1).await?.is_empty() {
            return Err(CoreError::InUse(Blocker::PolicyOfRole));
        }
        if !self.with_versions && cx.store().policy_versions(&policy.name).await?.len() > 1 {
            return Err(CoreError::InUse(Blocker::PolicyHasVersions));
        }
        Ok(Done::changed((), vec![IdentityChange::RemovePolicy(policy.name, Expect::Revision(policy.revision)).into()]))
    }
}
