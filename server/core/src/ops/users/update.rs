//! UpdateUser: another name, other particulars.

use super::{by_name, put};
use crate::{
    CoreError, Thing,
    engine::{Context, Done, Run},
    facts::UserFacts,
};
use std::borrow::Cow;
use strongroom_domain::{Action, Comments, UserName};
use strongroom_trail::Detail;

/// Request; what is absent stays.
pub struct UpdateUser {
    /// Who.
    pub name: UserName,
    /// Another name. Policies of secrets, keys and roles still mean the user; conditions on `acs:PrincipalARN` and resources such
    /// as `user/NAME` go by the new name.
    pub new_name: Option<UserName>,
    /// Display name.
    pub display_name: Option<Comments>,
    /// Free text.
    pub comments: Option<Comments>,
}

impl Run for UpdateUser {
    type Output = UserFacts;

    fn action(&self) -> Action {
        Action::UpdateUser
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.name.as_str().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<UserFacts>, CoreError> {
        let mut user = by_name(cx, &self.name).await?;
        if let Some(name) = self.new_name.as_ref().filter(|name| **name != user.name) {
            name.check_available()?;
            let other = cx.vault.verified(cx.store().user_by_name(name).await?)?;
            if other.iter().any(|other| other.id != user.id) {
                return Err(CoreError::Exists(Thing::User));
            }
            cx.note(Detail::User, name.as_str());
            user.name = name.clone();
        }
        if let Some(display_name) = &self.display_name {
            user.display_name = display_name.clone();
        }
        if let Some(comments) = &self.comments {
            user.comments = comments.clone();
        }
        let (row, change) = put(cx, user);
        Ok(Done::changed(row.into(), vec![change]))
    }
}
