//! ListUsersForGroup.

use super::by_name;
use crate::{
    CoreError,
    engine::{Context, Done, Run},
    ops::users::{self, DescribedUser},
    ports::Holders,
};
use std::borrow::Cow;
use strongroom_domain::{Action, GroupName, Since, UserName};

/// The members of a group, by name.
pub struct ListUsersForGroup {
    /// Which.
    pub group: GroupName,
    /// After this name.
    pub after: Option<UserName>,
    /// At most this many, 1 to 100.
    pub limit: u32,
}

impl Run for ListUsersForGroup {
    /// The members, each with when it joined, and whether more follow.
    type Output = (Vec<Since<DescribedUser>>, bool);

    fn action(&self) -> Action {
        Action::ListUsersForGroup
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.group.as_str().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<Self::Output>, CoreError> {
        let group = by_name(cx, &self.group).await?;
        let (members, more) = users::page(cx, &Holders::Of(group.id), self.after.as_ref(), self.limit).await?;
        let dated = |facts: DescribedUser| {
            let since = facts.groups.iter().find(|one| one.what.id == group.id).map(|one| one.since);
            Ok(Since::new(facts, since.ok_or_else(|| CoreError::tampered("ram_member"))?))
        };
        Ok(Done::read((members.into_iter().map(dated).collect::<Result<_, CoreError>>()?, more)))
    }
}
