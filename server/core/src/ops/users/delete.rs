//! DeleteUser: with its AccessKeys, which stop working at once.

use super::by_name;
use crate::{
    CoreError,
    engine::{Context, Done, Run},
    ports::{Change, Expect},
};
use std::borrow::Cow;
use strongroom_domain::{Action, Role, UserName};

/// Request.
pub struct DeleteUser {
    /// Who; not oneself, and not the last administrator.
    pub name: UserName,
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
            return Err(CoreError::InUse("you cannot remove yourself"));
        }
        if user.role == Role::Administrator && cx.store().administrators().await? <= 1 {
            return Err(CoreError::InUse("the last administrator must stay"));
        }
        Ok(Done::changed((), vec![Change::RemoveUser(user.id, Expect::Revision(user.revision))]))
    }
}
