//! RAM: users, groups, roles and policies.
//!
//! What the core does not have: addresses and telephone numbers of users are ignored, as on the vendor's international site.
//! A request for protection that does not exist here (MFA, a forced change of password, an attachment to a resource group) is
//! refused.

mod access_keys;
mod attachments;
mod error;
mod groups;
mod login_profiles;
mod paging;
mod params;
mod policies;
mod policy_versions;
mod roles;
mod users;

use crate::aliyun::{AliyunError, AliyunRequest, ResponseBody};
use paging::{MarkerPage, truncation};
use params::{CodedParam, coded, policy_type};
use strongroom_core::Operation;

/// Runs the operation that the request names.
pub(super) async fn run(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    match request.action {
        "CreateUser" => users::create(request).await,
        "GetUser" => users::get(request).await,
        "UpdateUser" => users::update(request).await,
        "DeleteUser" => users::delete(request).await,
        "ListUsers" => users::list(request).await,
        "CreateAccessKey" => access_keys::create(request).await,
        "UpdateAccessKey" => access_keys::update(request).await,
        "DeleteAccessKey" => access_keys::delete(request).await,
        "ListAccessKeys" => access_keys::list(request).await,
        "GetAccessKeyLastUsed" => access_keys::last_used(request).await,
        "CreateLoginProfile" => login_profiles::create(request).await,
        "GetLoginProfile" => login_profiles::get(request).await,
        "UpdateLoginProfile" => login_profiles::update(request).await,
        "DeleteLoginProfile" => login_profiles::delete(request).await,
        "CreateGroup" => groups::create(request).await,
        "GetGroup" => groups::get(request).await,
        "UpdateGroup" => groups::update(request).await,
        "DeleteGroup" => groups::delete(request).await,
        "ListGroups" => groups::list(request).await,
        "AddUserToGroup" => groups::set_membership(request, true).await,
        "RemoveUserFromGroup" => groups::set_membership(request, false).await,
        "ListGroupsForUser" => groups::list_for_user(request).await,
        "ListUsersForGroup" => groups::list_users(request).await,
        "CreateRole" => roles::create(request).await,
        "GetRole" => roles::get(request).await,
        "UpdateRole" => roles::update(request).await,
        "DeleteRole" => roles::delete(request).await,
        "ListRoles" => roles::list(request).await,
        "CreatePolicy" => policies::create(request).await,
        "GetPolicy" => policies::get(request).await,
        "DeletePolicy" => policies::delete(request).await,
        "ListPolicies" => policies::list(request).await,
        "UpdatePolicyDescription" => policies::update_description(request).await,
        "CreatePolicyVersion" => policy_versions::create(request).await,
        "GetPolicyVersion" => policy_versions::get(request).await,
        "DeletePolicyVersion" => policy_versions::delete(request).await,
        "ListPolicyVersions" => policy_versions::list(request).await,
        "SetDefaultPolicyVersion" => policy_versions::set_default(request).await,
        "AttachPolicyToUser" => attachments::of_user(request, true).await,
        "DetachPolicyFromUser" => attachments::of_user(request, false).await,
        "AttachPolicyToGroup" => attachments::of_group(request, true).await,
        "DetachPolicyFromGroup" => attachments::of_group(request, false).await,
        "AttachPolicyToRole" => attachments::of_role(request, true).await,
        "DetachPolicyFromRole" => attachments::of_role(request, false).await,
        "ListPoliciesForRole" => attachments::list_for_role(request).await,
        "ListPoliciesForUser" => attachments::list_for_user(request).await,
        "ListPoliciesForGroup" => attachments::list_for_group(request).await,
        "ListEntitiesForPolicy" => attachments::list_entities(request).await,
        _ => Err(AliyunError::invalid_action()),
    }
}

impl AliyunRequest<'_> {
    /// Runs one operation of the core, with errors as RAM words them.
    async fn run_ram<O: Operation>(&self, op: &O) -> Result<O::Output, AliyunError> {
        self.run(op).await.map_err(|failure| error::from_core(op.action(), failure))
    }
}
