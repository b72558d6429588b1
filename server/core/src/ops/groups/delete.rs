//! DeleteGroup.

use super::by_name;
use crate::{
    Blocker, CoreError,
    engine::{Context, Done, Run},
    ports::{Expect, Holders, IdentityChange},
};
use std::borrow::Cow;
use strongroom_domain::{Action, GroupName};

/// Removes a group that has neither members nor policies.
pub struct DeleteGroup {
    /// Which.
    pub name: GroupName,
}

impl Run for DeleteGroup {
    type Output = ();

    fn action(&self) -> Action {
        Action::DeleteGroup
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.name.as_str().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<()>, CoreError> {
        let group = by_name(cx, &self.name).await?;
        if !cx.store().users(&Holders::Of(group.id), None, 1).await?.is_empty() {
            return Err(CoreError::InUse(Blocker::GroupHasMembers));
        }
        if !group.policies.is_empty() {
            return Err(CoreError::InUse(Blocker::GroupHasPolicies));
        }
        Ok(Done::changed((), vec![IdentityChange::RemoveGroup(group.id, Expect::Revision(group.revision)).into()]))
    }
}
