//! DeleteUser.

use super::by_name;
use crate::{
    Blocker, CoreError,
    engine::{Context, Done, Run},
    ports::{Expect, IdentityChange},
};
use std::borrow::Cow;
use strongroom_domain::{Action, UserName};

/// Request.
pub struct DeleteUser {
    /// The user; not the caller, and not the last administrator.
    pub name: UserName,
    /// Also when it has AccessKeys, groups or policies, which are then removed too: keys stop working at once. Without this, such a
    /// user is not deleted, as the vendor does.
    pub with_everything: bool,
}

impl Run for DeleteUser {
    type Output = ();

    fn action(&self) -> Action {
        Action::DeleteUser
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.name.as_str().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<()>, CoreError> {
        let user = by_name(cx, &self.name).await?;
        if user.id == cx.call.principal.id {
            return Err(CoreError::InUse(Blocker::Oneself));
        }
        if !self.with_everything {
            if !cx.store().access_keys(user.id).await?.is_empty() {
                return Err(CoreError::InUse(Blocker::UserHasKeys));
            }
            if !user.groups.is_empty() {
                return Err(CoreError::InUse(Blocker::UserInGroup));
            }
            if !user.policies.is_empty() {
                return Err(CoreError::InUse(Blocker::UserHasPolicies));
            }
        }
        Ok(Done::changed((), vec![IdentityChange::RemoveUser(user.id, Expect::Revision(user.revision)).into()]))
    }
}
