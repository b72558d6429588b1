//! DeletePolicyVersion.

use super::{put, versions::version_of};
use crate::{
    Blocker, CoreError,
    engine::{Context, Done, Run},
    ports::IdentityChange,
};
use std::borrow::Cow;
use strongroom_domain::{Action, PolicyName};
use strongroom_trail::Detail;

/// Deletes a version that is not the default.
pub struct DeletePolicyVersion {
    /// Which policy.
    pub name: PolicyName,
    /// Which version.
    pub number: u32,
}

impl Run for DeletePolicyVersion {
    type Output = ();

    fn action(&self) -> Action {
        Action::DeletePolicyVersion
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.name.as_str().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<()>, CoreError> {
        let policy = version_of(cx, &self.name, self.number).await?;
        if policy.default == self.number {
            return Err(CoreError::InUse(Blocker::DefaultVersion));
        }
        cx.note(Detail::State, format!("v{}", self.number));
        let name = policy.name.clone();
        // The policy's revision moves too: no one can make this version the default in the meantime.
        let (_, change) = put(cx, policy);
        Ok(Done::changed((), vec![change, IdentityChange::RemovePolicyVersion(name, self.number).into()]))
    }
}
