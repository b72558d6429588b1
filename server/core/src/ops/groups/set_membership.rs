//! AddUserToGroup and RemoveUserFromGroup.

use super::by_name;
use crate::{
    CoreError, Limit, Thing,
    engine::{Context, Done, Run},
    ops::users::{self},
};
use std::borrow::Cow;
use strongroom_domain::{Action, GroupName, Since, UserName, limits};
use strongroom_trail::Detail;

/// Makes a user a member of a group, or ends that.
pub struct SetMembership {
    /// Who.
    pub user: UserName,
    /// Of what.
    pub group: GroupName,
    /// Whether it is to be a member.
    pub member: bool,
}

impl Run for SetMembership {
    type Output = ();

    fn action(&self) -> Action {
        if self.member { Action::AddUserToGroup } else { Action::RemoveUserFromGroup }
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.group.as_str().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<()>, CoreError> {
        let group = by_name(cx, &self.group).await?;
        let mut user = users::by_name(cx, &self.user).await?;
        cx.note(Detail::User, user.name.as_str());
        match (user.groups.binary_search_by(|one| one.what.cmp(&group.id)), self.member) {
            (Ok(_), true) => return Err(CoreError::Exists(Thing::Membership)),
            (Err(_), false) => return Err(CoreError::NotFound(Thing::Membership)),
            (Err(_), true) if user.groups.len() >= limits::GROUPS_OF_USER => {
                return Err(CoreError::Limit(Limit::GroupsOfUser));
            }
            (Err(at), true) => user.groups.insert(at, Since::new(group.id, cx.now)),
            (Ok(at), false) => drop(user.groups.remove(at)),
        }
        let (_, change) = users::put(cx, user);
        Ok(Done::changed((), vec![change]))
    }
}
