//! Groups and their members.

use super::{CodedParam, MarkerPage, coded, truncation, users};
use crate::aliyun::{
    AliyunError, AliyunRequest, ResponseBody,
    parameters::{Parameter, kept},
    time,
};
use crate::http::FieldWriter;
use strongroom_core::{
    CoreError,
    facts::GroupFacts,
    ops::groups::{
        CreateGroup, DeleteGroup, GetGroup, ListGroups, ListGroupsForUser, ListUsersForGroup, SetMembership,
        UpdateGroup,
    },
};
use strongroom_domain::{Action, GroupName, Since, limits};

/// When a user joined.
const JOINED: &str = "JoinDate";

pub(super) const CREATE: &[Parameter] = &[kept("GroupName"), kept("Comments")];

pub(super) async fn create(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    let op = CreateGroup { name: request.group_name()?, comments: request.comments(&coded!("Comments"))? };
    let group = request.run_ram(&op).await?;
    Ok(request.respond(|f| f.object("Group", |f| created_fields(f, &group))))
}

fn name_fields(f: &mut FieldWriter<'_>, group: &GroupFacts) {
    f.text("GroupId", &group.id.to_string());
    f.text("GroupName", group.name.as_str());
    f.text("Comments", group.comments.as_str());
}

fn created_fields(f: &mut FieldWriter<'_>, group: &GroupFacts) {
    name_fields(f, group);
    time(f, "CreateDate", group.created);
}

fn fields(f: &mut FieldWriter<'_>, group: &GroupFacts) {
    created_fields(f, group);
    time(f, "UpdateDate", group.updated);
}

pub(super) const GROUP_ONLY: &[Parameter] = &[kept("GroupName")];

pub(super) async fn get(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    let facts = request.run_ram(&GetGroup { name: request.group_name()? }).await?;
    Ok(request.respond(|f| f.object("Group", |f| fields(f, &facts.group))))
}

pub(super) const UPDATE: &[Parameter] = &[kept("GroupName"), kept("NewGroupName"), kept("NewComments")];

pub(super) async fn update(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    let op = UpdateGroup {
        name: request.group_name()?,
        new_name: request.optional_coded(&coded!("NewGroupName"), GroupName::new)?,
        comments: request.new_comments(&coded!("NewComments"))?,
    };
    let group = request.run_ram(&op).await?;
    Ok(request.respond(|f| f.object("Group", |f| fields(f, &group))))
}

pub(super) async fn delete(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    request.run_ram(&DeleteGroup { name: request.group_name()? }).await?;
    Ok(request.respond(|_| {}))
}

pub(super) const LIST: &[Parameter] = &[kept("Marker"), kept("MaxItems")];

pub(super) async fn list(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    let paging = MarkerPage::read(request, Action::ListGroups)?;
    let after = paging.after.as_deref().map(GroupName::new).transpose().map_err(CoreError::from)?;
    let op = ListGroups { text: String::new(), after, limit: paging.items.min(limits::PAGE) };
    let (groups, more) = request.run_ram(&op).await?;
    let next = paging.next(request, more, groups.last().map(|facts| facts.group.name.as_str()))?;
    Ok(request.respond(|f| {
        truncation(f, next.as_deref());
        f.objects("Groups", "Group", &groups, |f, facts| fields(f, &facts.group));
    }))
}

pub(super) const MEMBERSHIP: &[Parameter] = &[kept("UserName"), kept("GroupName")];

/// AddUserToGroup and RemoveUserFromGroup.
pub(super) async fn set_membership(request: &AliyunRequest<'_>, member: bool) -> Result<ResponseBody, AliyunError> {
    let op = SetMembership { user: request.user_name()?, group: request.group_name()?, member };
    request.run_ram(&op).await?;
    Ok(request.respond(|_| {}))
}

pub(super) const LIST_FOR_USER: &[Parameter] = &[kept("UserName")];

pub(super) async fn list_for_user(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    let groups = request.run_ram(&ListGroupsForUser { user: request.user_name()? }).await?;
    Ok(request.respond(|f| {
        f.objects("Groups", "Group", &groups, |f, Since { what: group, since }| {
            name_fields(f, group);
            time(f, JOINED, *since);
        });
    }))
}

pub(super) const LIST_USERS: &[Parameter] = &[kept("GroupName"), kept("Marker"), kept("MaxItems")];

pub(super) async fn list_users(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    let paging = MarkerPage::read(request, Action::ListUsersForGroup)?;
    let (group, after) = (request.group_name()?, users::after(&paging)?);
    let op = ListUsersForGroup { group, after, limit: paging.items.min(limits::PAGE) };
    let (users, more) = request.run_ram(&op).await?;
    let next = paging.next(request, more, users.last().map(|one| one.what.user.name.as_str()))?;
    Ok(request.respond(|f| {
        truncation(f, next.as_deref());
        f.objects("Users", "User", &users, |f, Since { what: facts, since }| {
            f.text("UserName", facts.user.name.as_str());
            f.text("DisplayName", facts.user.display_name.as_str());
            time(f, JOINED, *since);
        });
    }))
}
