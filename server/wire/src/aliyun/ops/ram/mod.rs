//! RAM: users, groups, roles and policies.
//!
//! What the vendor has and the core does not: addresses and telephone numbers of users are ignored, as on the vendor's
//! international site. Asked for what would promise protection that is not there (MFA, a forced change of password, an
//! attachment to a resource group), a call is refused.

mod access_keys;
mod attachments;
mod error;
mod groups;
mod login_profiles;
mod params;
mod policies;
mod policy_versions;
mod roles;
mod users;

use super::Caller;
use crate::aliyun::{AliyunError, Rendered};
use params::{Field, Paging, field, policy_type, truncation};
use strongroom_core::Operation;

/// Runs the operation of this name.
pub(super) async fn run(caller: &Caller<'_>, action: &str) -> Result<Rendered, AliyunError> {
    match action {
        "CreateUser" => users::create(caller).await,
        "GetUser" => users::get(caller).await,
        "UpdateUser" => users::update(caller).await,
        "DeleteUser" => users::delete(caller).await,
        "ListUsers" => users::list(caller).await,
        "CreateAccessKey" => access_keys::create(caller).await,
        "UpdateAccessKey" => access_keys::update(caller).await,
        "DeleteAccessKey" => access_keys::delete(caller).await,
        "ListAccessKeys" => access_keys::list(caller).await,
        "CreateLoginProfile" => login_profiles::create(caller).await,
        "GetLoginProfile" => login_profiles::get(caller).await,
        "UpdateLoginProfile" => login_profiles::update(caller).await,
        "DeleteLoginProfile" => login_profiles::delete(caller).await,
        "CreateGroup" => groups::create(caller).await,
        "GetGroup" => groups::get(caller).await,
        "UpdateGroup" => groups::update(caller).await,
        "DeleteGroup" => groups::delete(caller).await,
        "ListGroups" => groups::list(caller).await,
        "AddUserToGroup" => groups::set_membership(caller, true).await,
        "RemoveUserFromGroup" => groups::set_membership(caller, false).await,
        "ListGroupsForUser" => groups::list_for_user(caller).await,
        "ListUsersForGroup" => groups::list_users(caller).await,
        "CreateRole" => roles::create(caller).await,
        "GetRole" => roles::get(caller).await,
        "UpdateRole" => roles::update(caller).await,
        "DeleteRole" => roles::delete(caller).await,
        "ListRoles" => roles::list(caller).await,
        "CreatePolicy" => policies::create(caller).await,
        "GetPolicy" => policies::get(caller).await,
        "DeletePolicy" => policies::delete(caller).await,
        "ListPolicies" => policies::list(caller).await,
        "UpdatePolicyDescription" => policies::update_description(caller).await,
        "CreatePolicyVersion" => policy_versions::create(caller).await,
        "GetPolicyVersion" => policy_versions::get(caller).await,
        "DeletePolicyVersion" => policy_versions::delete(caller).await,
        "ListPolicyVersions" => policy_versions::list(caller).await,
        "SetDefaultPolicyVersion" => policy_versions::set_default(caller).await,
        "AttachPolicyToUser" => attachments::of_user(caller, true).await,
        "DetachPolicyFromUser" => attachments::of_user(caller, false).await,
        "AttachPolicyToGroup" => attachments::of_group(caller, true).await,
        "DetachPolicyFromGroup" => attachments::of_group(caller, false).await,
        "AttachPolicyToRole" => attachments::of_role(caller, true).await,
        "DetachPolicyFromRole" => attachments::of_role(caller, false).await,
        "ListPoliciesForRole" => attachments::list_for_role(caller).await,
        "ListPoliciesForUser" => attachments::list_for_user(caller).await,
        "ListPoliciesForGroup" => attachments::list_for_group(caller).await,
        "ListEntitiesForPolicy" => attachments::list_entities(caller).await,
        _ => Err(AliyunError::invalid_action()),
    }
}

impl Caller<'_> {
    /// Runs one operation; its errors in RAM's words.
    async fn ram<O: Operation>(&self, op: &O) -> Result<O::Output, AliyunError> {
        self.run(op).await.map_err(|failure| error::of(op.action(), failure))
    }
}
