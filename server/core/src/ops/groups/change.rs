//! CreateGroup, UpdateGroup, DeleteGroup.

use super::{by_name, put};
use crate::{
    CoreError,
    engine::{Context, Done, Run},
    in_use,
    ports::{Change, Expect, Holders},
    rows::{GroupRow, Sealed},
};
use std::borrow::Cow;
use strongroom_domain::{Action, Comments, GroupId, GroupName};
use strongroom_trail::Detail;

/// Makes a group without members and policies.
pub struct CreateGroup {
    /// Unique name, whatever its letter case.
    pub name: GroupName,
    /// Free text.
    pub comments: Comments,
}

impl Run for CreateGroup {
    type Output = GroupRow;

    fn action(&self) -> Action {
        Action::CreateGroup
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.name.as_str().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<GroupRow>, CoreError> {
        if cx.store().group_by_name(&self.name).await?.is_some() {
            return Err(CoreError::Exists("a group of this name"));
        }
        let row = GroupRow {
            id: GroupId(crate::random::id(cx.now)?),
            name: self.name.clone(),
            comments: self.comments.clone(),
            policies: Vec::new(),
            created: cx.now,
            updated: cx.now,
            revision: 1,
            mac: [0; 32],
        };
        let row = row.seal(&cx.vault.keyring);
        Ok(Done::changed(row.clone(), vec![Change::PutGroup(row, Expect::Absent)]))
    }
}

/// Changes a group's name or comments; what is absent stays.
pub struct UpdateGroup {
    /// Which.
    pub name: GroupName,
    /// Another name.
    pub new_name: Option<GroupName>,
    /// Free text.
    pub comments: Option<Comments>,
}

impl Run for UpdateGroup {
    type Output = GroupRow;

    fn action(&self) -> Action {
        Action::UpdateGroup
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.name.as_str().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<GroupRow>, CoreError> {
        let mut group = by_name(cx, &self.name).await?;
        if let Some(name) = self.new_name.as_ref().filter(|name| **name != group.name) {
            let taken = cx.store().group_by_name(name).await?.is_some_and(|other| other.id != group.id);
            if taken {
                return Err(CoreError::Exists("a group of this name"));
            }
            cx.note(Detail::Group, name.as_str());
            group.name = name.clone();
        }
        if let Some(comments) = &self.comments {
            group.comments = comments.clone();
        }
        let (row, change) = put(cx, group);
        Ok(Done::changed(row, vec![change]))
    }
}

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
            return Err(CoreError::InUse(in_use::GROUP_HAS_MEMBERS));
        }
        if !group.policies.is_empty() {
            return Err(CoreError::InUse(in_use::GROUP_HAS_POLICIES));
        }
        Ok(Done::changed((), vec![Change::RemoveGroup(group.id, Expect::Revision(group.revision))]))
    }
}
