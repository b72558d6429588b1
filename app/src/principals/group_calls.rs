//! Server functions for groups and for attaching policies.

use super::dto::{GroupDetail, Groups};
use crate::error::UiError;
use leptos::prelude::*;
use strongroom_domain::PolicyRef;

#[cfg(feature = "ssr")]
use super::{access::policy_named, confirmed, dto::GroupLine};
#[cfg(feature = "ssr")]
use crate::door::{
    self,
    ops::{
        groups as op,
        policies::{self, Bearer, ListPolicies},
        roles::ListRoles,
    },
};
#[cfg(feature = "ssr")]
use strongroom_domain::{
    Action, Comments, Field, FieldError, Form, GroupName, Problem, RoleName, Since, UserName, limits,
};

/// Groups whose names follow `after` and contain `text`.
#[server]
pub async fn list_groups(after: Option<String>, #[server(default)] text: String) -> Result<Groups, UiError> {
    let after = after.filter(|name| !name.is_empty()).map(|name| GroupName::new(&name)).transpose()?;
    let (groups, more) = door::call(op::ListGroups { text, after, limit: limits::PAGE }).await?;
    Ok(Groups { groups: groups.into_iter().map(line).collect(), more })
}

/// One group with its members.
#[server]
pub async fn load_group(name: String) -> Result<GroupDetail, UiError> {
    let name = GroupName::new(&name)?;
    let group = line(door::call(op::GetGroup { name: name.clone() }).await?);
    let (members, _) = door::call(op::ListUsersForGroup { group: name, after: None, limit: limits::PAGE }).await?;
    Ok(GroupDetail {
        group,
        members: members.into_iter().map(|one| Since::new(one.what.user.name.to_string(), one.since)).collect(),
    })
}

/// Creates a group.
#[server]
pub async fn create_group(name: String, #[server(default)] comments: String) -> Result<String, UiError> {
    let comments = Comments::new(comments.trim())?;
    let row = door::call(op::CreateGroup { name: GroupName::new(name.trim())?, comments }).await?;
    Ok(row.name.to_string())
}

/// Changes a group's name and comments.
#[server]
pub async fn change_group(
    name: String,
    new_name: String,
    #[server(default)] comments: String,
) -> Result<String, UiError> {
    let row = door::call(op::UpdateGroup {
        name: GroupName::new(&name)?,
        new_name: Some(GroupName::new(new_name.trim())?),
        comments: Some(Comments::new(comments.trim())?),
    })
    .await?;
    Ok(row.name.to_string())
}

/// Deletes a group that has no members and no policies. `confirm` must be its name.
#[server]
pub async fn delete_group(name: String, #[server(default)] confirm: String) -> Result<String, UiError> {
    confirmed("group", &name, &confirm)?;
    door::call(op::DeleteGroup { name: GroupName::new(&name)? }).await?;
    Ok(name)
}

/// Attaches a policy to `user/<name>`, `group/<name>` or `role/<name>`, or detaches it. Returns the request, for undo.
#[server]
pub async fn set_attachment(to: String, policy: String, attached: bool) -> Result<(String, PolicyRef, bool), UiError> {
    let policy = policy_named(&policy)?;
    let bearer = match to.trim().split_once('/') {
        Some(("user", name)) => Bearer::User(UserName::new(name)?),
        Some(("group", name)) => Bearer::Group(GroupName::new(name)?),
        Some(("role", name)) => Bearer::Role(RoleName::new(name)?),
        _ => return Err(FieldError::new(Field::Bearer, Problem::Malformed(Form::Bearer)).into()),
    };
    door::call(policies::SetAttachment { policy: policy.clone(), bearer, attached }).await?;
    Ok((to, policy, attached))
}

/// Policies to choose from.
#[server]
pub async fn policy_choices() -> Result<Vec<String>, UiError> {
    let (policies, _) = door::call(ListPolicies { kind: None, after: None, limit: 1_000 }).await?;
    Ok(policies.into_iter().map(|facts| facts.policy.name.to_string()).collect())
}

/// Groups to choose from.
#[server]
pub async fn group_choices() -> Result<Vec<String>, UiError> {
    let (groups, _) = door::call(op::ListGroups { text: String::new(), after: None, limit: limits::PAGE }).await?;
    Ok(groups.into_iter().map(|facts| facts.group.name.to_string()).collect())
}

/// Users to choose from.
#[server]
pub async fn user_choices() -> Result<Vec<String>, UiError> {
    let users = super::calls::list_people(None, String::new()).await?;
    Ok(users.users.into_iter().map(|user| user.name).collect())
}

/// Users, groups and roles to choose from, as `user/<name>`; only the kinds that the caller may list.
#[server]
pub async fn bearer_choices() -> Result<Vec<String>, UiError> {
    // A denied list would be recorded in the audit trail and fail this call.
    let may = door::abilities().await?.actions;
    let mut choices = Vec::new();
    if may.contains(&Action::ListUsers) {
        choices.extend(user_choices().await?.into_iter().map(|name| format!("user/{name}")));
    }
    if may.contains(&Action::ListGroups) {
        choices.extend(group_choices().await?.into_iter().map(|name| format!("group/{name}")));
    }
    if may.contains(&Action::ListRoles) {
        let roles = ListRoles { text: String::new(), after: None, limit: limits::PAGE };
        choices.extend(door::call(roles).await?.0.into_iter().map(|role| format!("role/{}", role.name)));
    }
    Ok(choices)
}

#[cfg(feature = "ssr")]
fn line(facts: op::DescribedGroup) -> GroupLine {
    let op::DescribedGroup { group, members } = facts;
    GroupLine {
        revision: group.revision,
        name: group.name.to_string(),
        comments: group.comments.into(),
        members,
        policies: group.policies,
        created: group.created.0,
    }
}
