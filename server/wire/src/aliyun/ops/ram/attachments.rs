//! Attachments of policies to users, groups and roles.

use super::{policies, roles};
use crate::aliyun::{
    AliyunError, AliyunRequest, ResponseBody,
    parameters::{Parameter, kept, refused},
    time,
};
use strongroom_core::ops::policies::{Bearer, ListEntitiesForPolicy, ListPoliciesFor, SetAttachment};
use strongroom_domain::Since;

/// When a policy was attached.
const ATTACHED: &str = "AttachDate";

pub(super) const OF_USER: &[Parameter] =
    &[kept("UserName"), kept("PolicyName"), kept("PolicyType"), refused("ResourceGroupId", &[])];

/// AttachPolicyToUser and DetachPolicyFromUser.
pub(super) async fn of_user(request: &AliyunRequest<'_>, attached: bool) -> Result<ResponseBody, AliyunError> {
    set(request, Bearer::User(request.user_name()?), attached).await?;
    Ok(request.respond(|_| {}))
}

pub(super) const OF_GROUP: &[Parameter] =
    &[kept("GroupName"), kept("PolicyName"), kept("PolicyType"), refused("ResourceGroupId", &[])];

/// AttachPolicyToGroup and DetachPolicyFromGroup.
pub(super) async fn of_group(request: &AliyunRequest<'_>, attached: bool) -> Result<ResponseBody, AliyunError> {
    set(request, Bearer::Group(request.group_name()?), attached).await?;
    Ok(request.respond(|_| {}))
}

pub(super) const OF_ROLE: &[Parameter] =
    &[kept("RoleName"), kept("PolicyName"), kept("PolicyType"), refused("ResourceGroupId", &[])];

/// AttachPolicyToRole and DetachPolicyFromRole.
pub(super) async fn of_role(request: &AliyunRequest<'_>, attached: bool) -> Result<ResponseBody, AliyunError> {
    set(request, Bearer::Role(request.role_name()?), attached).await?;
    Ok(request.respond(|_| {}))
}

async fn set(request: &AliyunRequest<'_>, bearer: Bearer, attached: bool) -> Result<(), AliyunError> {
    request.run_ram(&SetAttachment { policy: request.policy()?, bearer, attached }).await
}

pub(super) const LIST_FOR_USER: &[Parameter] = &[kept("UserName")];

pub(super) async fn list_for_user(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    list(request, Bearer::User(request.user_name()?)).await
}

pub(super) const LIST_FOR_GROUP: &[Parameter] = &[kept("GroupName")];

pub(super) async fn list_for_group(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    list(request, Bearer::Group(request.group_name()?)).await
}

pub(super) const LIST_FOR_ROLE: &[Parameter] = &[kept("RoleName")];

pub(super) async fn list_for_role(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    list(request, Bearer::Role(request.role_name()?)).await
}

async fn list(request: &AliyunRequest<'_>, bearer: Bearer) -> Result<ResponseBody, AliyunError> {
    let policies = request.run_ram(&ListPoliciesFor { bearer }).await?;
    Ok(request.respond(|f| {
        f.objects("Policies", "Policy", &policies, |f, Since { what: policy, since }| {
            policies::brief(f, policy);
            time(f, ATTACHED, *since);
        });
    }))
}

pub(super) const LIST_ENTITIES: &[Parameter] = &[kept("PolicyName"), kept("PolicyType")];

pub(super) async fn list_entities(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    let entities = request.run_ram(&ListEntitiesForPolicy { policy: request.policy()? }).await?;
    Ok(request.respond(|f| {
        f.objects("Users", "User", &entities.users, |f, Since { what: user, since }| {
            f.text("UserId", &user.id.to_string());
            f.text("UserName", user.name.as_str());
            f.text("DisplayName", user.display_name.as_str());
            time(f, ATTACHED, *since);
        });
        f.objects("Groups", "Group", &entities.groups, |f, Since { what: group, since }| {
            f.text("GroupName", group.name.as_str());
            f.text("Comments", group.comments.as_str());
            time(f, ATTACHED, *since);
        });
        f.objects("Roles", "Role", &entities.roles, |f, Since { what: role, since }| {
            roles::brief(f, &request.caller.account, role);
            time(f, ATTACHED, *since);
        });
    }))
}
