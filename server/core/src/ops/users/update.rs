//! UpdateUser: another role.

use super::{by_name, create};
use crate::{
    CoreError,
    engine::{Context, Done, Run},
    ports::{Change, Expect},
    rows::Sealed,
};
use std::borrow::Cow;
use strongroom_domain::{Action, Role, UserName};
use strongroom_trail::Detail;

/// Request.
pub struct UpdateUser {
    /// Who.
    pub name: UserName,
    /// New role.
    pub role: Role,
}

impl Run for UpdateUser {
    type Output = ();

    fn action(&self) -> Action {
        Action::UpdateUser
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.name.as_str().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<()>, CoreError> {
        create::check_role(&self.role)?;
        let mut user = by_name(cx, &self.name).await?;
        if user.role == Role::Administrator
            && self.role != Role::Administrator
            && cx.store().administrators().await? <= 1
        {
            return Err(CoreError::InUse("the last administrator must stay one"));
        }
        let expect = Expect::Revision(user.revision);
        user.role = self.role.clone();
        user.revision += 1;
        cx.note(Detail::Role, create::role_text(&self.role));
        Ok(Done::changed((), vec![Change::PutUser(user.seal(&cx.vault.keyring), expect)]))
    }
}
