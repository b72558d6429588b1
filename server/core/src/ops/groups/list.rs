//! ListGroups, GetGroup, ListGroupsForUser.

use super::by_name;
use crate::{
    CoreError,
    engine::{Context, Done, Run},
    ops::users,
    ports::Holders,
    rows::{GroupRow, Sealed},
};
use std::borrow::Cow;
use strongroom_domain::{Action, FieldError, GroupName, Since, UserName, limits};
use strongroom_trail::Detail;

/// A group and how many are in it.
#[derive(Clone, Debug)]
pub struct GroupFacts {
    /// The row.
    pub group: GroupRow,
    /// Number of members.
    pub members: u64,
}

/// Groups by name.
pub struct ListGroups {
    /// Only those whose name or comments have this text somewhere.
    pub text: String,
    /// After this name.
    pub after: Option<GroupName>,
    /// At most this many, 1 to 100.
    pub limit: u32,
}

impl Run for ListGroups {
    /// The groups, and whether more follow.
    type Output = (Vec<GroupFacts>, bool);

    fn action(&self) -> Action {
        Action::ListGroups
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<Self::Output>, CoreError> {
        if !(1..=limits::PAGE).contains(&self.limit) {
            return Err(FieldError::new("MaxItems", "must be 1 to 100").into());
        }
        let text = self.text.trim();
        let which = if text.is_empty() { Holders::All } else { Holders::Like(text.to_owned()) };
        let mut rows = cx.store().groups(&which, self.after.as_ref(), self.limit + 1).await?;
        let more = rows.len() > self.limit as usize;
        rows.truncate(self.limit as usize);
        cx.note(Detail::Count, rows.len().to_string());
        Ok(Done::read((facts(cx, rows).await?, more)))
    }
}

/// One group.
pub struct GetGroup {
    /// Which.
    pub name: GroupName,
}

impl Run for GetGroup {
    type Output = GroupFacts;

    fn action(&self) -> Action {
        Action::GetGroup
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.name.as_str().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<GroupFacts>, CoreError> {
        let group = by_name(cx, &self.name).await?;
        let members = cx.store().members(&[group.id]).await?.first().copied().unwrap_or_default();
        Ok(Done::read(GroupFacts { group, members }))
    }
}

/// The groups of one user, by name.
pub struct ListGroupsForUser {
    /// Whose.
    pub user: UserName,
}

impl Run for ListGroupsForUser {
    /// Each with when the user joined.
    type Output = Vec<Since<GroupRow>>;

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
            groups.push(Since::new(group, since));
        }
        groups.sort_by(|a, b| a.what.name.cmp(&b.what.name));
        Ok(Done::read(groups))
    }
}

async fn facts(cx: &Context<'_>, rows: Vec<GroupRow>) -> Result<Vec<GroupFacts>, CoreError> {
    let rows = rows.into_iter().map(|row| row.check(&cx.vault.keyring)).collect::<Result<Vec<_>, _>>()?;
    let ids: Vec<_> = rows.iter().map(|group| group.id).collect();
    let members = cx.store().members(&ids).await?;
    Ok(rows.into_iter().zip(members).map(|(group, members)| GroupFacts { group, members }).collect())
}
