//! Groups, who is in them, and since when.

use super::{Caller, Field, Paging, field, truncation, users};
use crate::aliyun::{AliyunError, Fields, Rendered, ops::time};
use strongroom_core::{
    CoreError,
    ops::groups::{
        CreateGroup, DeleteGroup, GetGroup, ListGroups, ListGroupsForUser, ListUsersForGroup, SetMembership,
        UpdateGroup,
    },
    rows::GroupRow,
};
use strongroom_domain::{Action, GroupName, Since, limits};

/// When a user became a member.
const JOINED: &str = "JoinDate";

pub(super) async fn create(caller: &Caller<'_>) -> Result<Rendered, AliyunError> {
    let op = CreateGroup { name: caller.group_name()?, comments: caller.comments(&field!("Comments"))? };
    let group = caller.ram(&op).await?;
    Ok(caller.answer("CreateGroup", |f| f.object("Group", |f| made(f, &group))))
}

fn named(f: &mut Fields<'_>, group: &GroupRow) {
    f.text("GroupId", &group.id.to_string());
    f.text("GroupName", group.name.as_str());
    f.text("Comments", group.comments.as_str());
}

fn made(f: &mut Fields<'_>, group: &GroupRow) {
    named(f, group);
    time(f, "CreateDate", group.created);
}

fn with_update(f: &mut Fields<'_>, group: &GroupRow) {
    made(f, group);
    time(f, "UpdateDate", group.updated);
}

pub(super) async fn get(caller: &Caller<'_>) -> Result<Rendered, AliyunError> {
    let facts = caller.ram(&GetGroup { name: caller.group_name()? }).await?;
    Ok(caller.answer("GetGroup", |f| f.object("Group", |f| with_update(f, &facts.group))))
}

pub(super) async fn update(caller: &Caller<'_>) -> Result<Rendered, AliyunError> {
    let op = UpdateGroup {
        name: caller.group_name()?,
        new_name: caller.optional_field(&field!("NewGroupName"), GroupName::new)?,
        comments: caller.new_comments(&field!("NewComments"))?,
    };
    let group = caller.ram(&op).await?;
    Ok(caller.answer("UpdateGroup", |f| f.object("Group", |f| with_update(f, &group))))
}

pub(super) async fn delete(caller: &Caller<'_>) -> Result<Rendered, AliyunError> {
    caller.ram(&DeleteGroup { name: caller.group_name()? }).await?;
    Ok(caller.answer("DeleteGroup", |_| {}))
}

pub(super) async fn list(caller: &Caller<'_>) -> Result<Rendered, AliyunError> {
    let paging = Paging::read(caller, Action::ListGroups)?;
    let after = paging.after.as_deref().map(GroupName::new).transpose().map_err(CoreError::from)?;
    let op = ListGroups { text: String::new(), after, limit: paging.items.min(limits::PAGE) };
    let (groups, more) = caller.ram(&op).await?;
    let next = paging.next(caller, more, groups.last().map(|facts| facts.group.name.as_str()))?;
    Ok(caller.answer("ListGroups", |f| {
        truncation(f, next.as_deref());
        f.objects("Groups", "Group", &groups, |f, facts| with_update(f, &facts.group));
    }))
}

/// AddUserToGroup and RemoveUserFromGroup.
pub(super) async fn set_membership(caller: &Caller<'_>, member: bool) -> Result<Rendered, AliyunError> {
    let op = SetMembership { user: caller.user_name()?, group: caller.group_name()?, member };
    caller.ram(&op).await?;
    Ok(caller.answer(if member { "AddUserToGroup" } else { "RemoveUserFromGroup" }, |_| {}))
}

pub(super) async fn list_for_user(caller: &Caller<'_>) -> Result<Rendered, AliyunError> {
    let groups = caller.ram(&ListGroupsForUser { user: caller.user_name()? }).await?;
    Ok(caller.answer("ListGroupsForUser", |f| {
        f.objects("Groups", "Group", &groups, |f, Since { what: group, since }| {
            named(f, group);
            time(f, JOINED, *since);
        });
    }))
}

pub(super) async fn list_users(caller: &Caller<'_>) -> Result<Rendered, AliyunError> {
    let paging = Paging::read(caller, Action::ListUsersForGroup)?;
    let (group, after) = (caller.group_name()?, users::after(&paging)?);
    let op = ListUsersForGroup { group, after, limit: paging.items.min(limits::PAGE) };
    let (users, more) = caller.ram(&op).await?;
    let next = paging.next(caller, more, users.last().map(|one| one.what.user.name.as_str()))?;
    Ok(caller.answer("ListUsersForGroup", |f| {
        truncation(f, next.as_deref());
        f.objects("Users", "User", &users, |f, Since { what: facts, since }| {
            f.text("UserName", facts.user.name.as_str());
            f.text("DisplayName", facts.user.display_name.as_str());
            time(f, JOINED, *since);
        });
    }))
}
