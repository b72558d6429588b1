//! DeleteRole.

use super::by_name;
use crate::{
    Blocker, CoreError,
    engine::{Context, Done, Run},
    ports::{Expect, IdentityChange},
};
use std::borrow::Cow;
use strongroom_domain::{Action, RoleName};

/// Removes a role that has no policies; its sessions end with the next call.
pub struct DeleteRole {
    /// Which.
    pub name: RoleName,
}

impl Run for DeleteRole {
    type Output = ();

    fn action(&self) -> Action {
        Action::DeleteRole
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.name.as_str().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<()>, CoreError> {
        let role = by_name(cx, &self.name).await?;
        if !role.policies.is_empty() {
            return Err(CoreError::InUse(Blocker::RoleHasPolicies));
        }
        Ok(Done::changed((), vec![IdentityChange::RemoveRole(role.id, Expect::Revision(role.revision)).into()]))
    }
}
