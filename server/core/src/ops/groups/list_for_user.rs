//! ListGroupsForUser.

use crate::{
    CoreError,
    engine::{Context, Done, Run},
    facts::GroupFacts,
    ops::users,
};
use std::borrow::Cow;
use strongroom_domain::{Action, Since, UserName};

/// The groups of one user, by name.
pub struct ListGroupsForUser {
    /// Whose.
    pub user: UserName,
}

impl Run for ListGroupsForUser {
    /// Each with when the user joined.
    type Output = Vec<Since<GroupFacts>>;

    fn action(&self) -> Action {
        Action::ListGroupsForUser
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.user.as_str().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<Self::Output>, CoreError> {
        let user = users::by_name(cx, &self.user).await?;
        let mut groups = Vec::with_capacity(user.groups.len());
        for Since { what: id, since } in user.groups {
            let group = cx.vault.group(cx.store(), id).await?.ok_or(CoreError::Conflict)?;
            groups.push(Since::new(GroupFacts::from(group), since));
        }
        groups.sort_by(|a, b| a.what.name.cmp(&b.what.name));
        Ok(Done::read(groups))
    }
}
