//! Who has which policy, and since when.

use super::{Caller, policies, roles};
use crate::aliyun::{AliyunError, Rendered, ops::time};
use strongroom_core::ops::policies::{Bearer, ListEntitiesForPolicy, ListPoliciesFor, SetAttachment};
use strongroom_domain::Since;

/// When a policy was attached.
const ATTACHED: &str = "AttachDate";

/// AttachPolicyToUser and DetachPolicyFromUser.
pub(super) async fn of_user(caller: &Caller<'_>, attached: bool) -> Result<Rendered, AliyunError> {
    set(caller, Bearer::User(caller.user_name()?), attached).await?;
    Ok(caller.answer(if attached { "AttachPolicyToUser" } else { "DetachPolicyFromUser" }, |_| {}))
}

/// AttachPolicyToGroup and DetachPolicyFromGroup.
pub(super) async fn of_group(caller: &Caller<'_>, attached: bool) -> Result<Rendered, AliyunError> {
    set(caller, Bearer::Group(caller.group_name()?), attached).await?;
    Ok(caller.answer(if attached { "AttachPolicyToGroup" } else { "DetachPolicyFromGroup" }, |_| {}))
}

/// AttachPolicyToRole and DetachPolicyFromRole.
pub(super) async fn of_role(caller: &Caller<'_>, attached: bool) -> Result<Rendered, AliyunError> {
    set(caller, Bearer::Role(caller.role_name()?), attached).await?;
    Ok(caller.answer(if attached { "AttachPolicyToRole" } else { "DetachPolicyFromRole" }, |_| {}))
}

async fn set(caller: &Caller<'_>, bearer: Bearer, attached: bool) -> Result<(), AliyunError> {
    // An attachment to one resource group would hold everywhere here.
    if caller.params.optional("ResourceGroupId").is_some() {
        let rule = "must be absent: there are no resource groups here";
        return Err(AliyunError::invalid_parameter("ResourceGroupId", rule));
    }
    caller.ram(&SetAttachment { policy: caller.policy()?, bearer, attached }).await
}

pub(super) async fn list_for_user(caller: &Caller<'_>) -> Result<Rendered, AliyunError> {
    list(caller, "ListPoliciesForUser", Bearer::User(caller.user_name()?)).await
}

pub(super) async fn list_for_group(caller: &Caller<'_>) -> Result<Rendered, AliyunError> {
    list(caller, "ListPoliciesForGroup", Bearer::Group(caller.group_name()?)).await
}

pub(super) async fn list_for_role(caller: &Caller<'_>) -> Result<Rendered, AliyunError> {
    list(caller, "ListPoliciesForRole", Bearer::Role(caller.role_name()?)).await
}

async fn list(caller: &Caller<'_>, action: &str, bearer: Bearer) -> Result<Rendered, AliyunError> {
    let policies = caller.ram(&ListPoliciesFor { bearer }).await?;
    Ok(caller.answer(action, |f| {
        f.objects("Policies", "Policy", &policies, |f, Since { what: policy, since }| {
            policies::brief(f, policy);
            time(f, ATTACHED, *since);
        });
    }))
}

pub(super) async fn list_entities(caller: &Caller<'_>) -> Result<Rendered, AliyunError> {
    let entities = caller.ram(&ListEntitiesForPolicy { policy: caller.policy()? }).await?;
    Ok(caller.answer("ListEntitiesForPolicy", |f| {
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
            roles::brief(f, &caller.account, role);
            time(f, ATTACHED, *since);
        });
    }))
}
