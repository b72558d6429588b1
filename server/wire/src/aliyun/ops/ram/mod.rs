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
mod tags;
mod users;

use super::operations;
use crate::aliyun::{AliyunError, AliyunRequest};
use paging::{MarkerPage, truncation};
use params::{CodedParam, coded, policy_type};
use strongroom_core::Operation;

operations! {
    "CreateUser": CreateUser, users::CREATE, |r| users::create(r).await;
    "GetUser": GetUser, users::USER_ONLY, |r| users::get(r).await;
    "UpdateUser": UpdateUser, users::UPDATE, |r| users::update(r).await;
    "DeleteUser": DeleteUser, users::USER_ONLY, |r| users::delete(r).await;
    "UnbindMFADevice": UnbindMFADevice, users::USER_ONLY, |r| users::unbind_mfa_device(r).await;
    "ListUsers": ListUsers, users::LIST, |r| users::list(r).await;
    "CreateAccessKey": CreateAccessKey, access_keys::USER_ONLY, |r| access_keys::create(r).await;
    "UpdateAccessKey": UpdateAccessKey, access_keys::UPDATE, |r| access_keys::update(r).await;
    "DeleteAccessKey": DeleteAccessKey, access_keys::ONE_KEY, |r| access_keys::delete(r).await;
    "ListAccessKeys": ListAccessKeys, access_keys::USER_ONLY, |r| access_keys::list(r).await;
    "GetAccessKeyLastUsed": GetAccessKeyLastUsed, access_keys::ONE_KEY, |r| access_keys::last_used(r).await;
    "CreateLoginProfile": UpdateLoginProfile, login_profiles::SET, |r| login_profiles::create(r).await;
    "GetLoginProfile": GetUser, login_profiles::USER_ONLY, |r| login_profiles::get(r).await;
    "UpdateLoginProfile": UpdateLoginProfile, login_profiles::SET, |r| login_profiles::update(r).await;
    "DeleteLoginProfile": UpdateLoginProfile, login_profiles::USER_ONLY, |r| login_profiles::delete(r).await;
    "CreateGroup": CreateGroup, groups::CREATE, |r| groups::create(r).await;
    "GetGroup": GetGroup, groups::GROUP_ONLY, |r| groups::get(r).await;
    "UpdateGroup": UpdateGroup, groups::UPDATE, |r| groups::update(r).await;
    "DeleteGroup": DeleteGroup, groups::GROUP_ONLY, |r| groups::delete(r).await;
    "ListGroups": ListGroups, groups::LIST, |r| groups::list(r).await;
    "AddUserToGroup": AddUserToGroup, groups::MEMBERSHIP, |r| groups::set_membership(r, true).await;
    "RemoveUserFromGroup": RemoveUserFromGroup, groups::MEMBERSHIP, |r| groups::set_membership(r, false).await;
    "ListGroupsForUser": ListGroupsForUser, groups::LIST_FOR_USER, |r| groups::list_for_user(r).await;
    "ListUsersForGroup": ListUsersForGroup, groups::LIST_USERS, |r| groups::list_users(r).await;
    "CreateRole": CreateRole, roles::CREATE, |r| roles::create(r).await;
    "GetRole": GetRole, roles::ROLE_ONLY, |r| roles::get(r).await;
    "UpdateRole": UpdateRole, roles::UPDATE, |r| roles::update(r).await;
    "DeleteRole": DeleteRole, roles::ROLE_ONLY, |r| roles::delete(r).await;
    "ListRoles": ListRoles, roles::LIST, |r| roles::list(r).await;
    "CreatePolicy": CreatePolicy, policies::CREATE, |r| policies::create(r).await;
    "GetPolicy": GetPolicy, policies::POLICY_ONLY, |r| policies::get(r).await;
    "DeletePolicy": DeletePolicy, policies::DELETE, |r| policies::delete(r).await;
    "ListPolicies": ListPolicies, policies::LIST, |r| policies::list(r).await;
    "UpdatePolicyDescription": UpdatePolicyDescription, policies::UPDATE_DESCRIPTION, |r| policies::update_description(r).await;
    "CreatePolicyVersion": CreatePolicyVersion, policy_versions::CREATE, |r| policy_versions::create(r).await;
    "GetPolicyVersion": GetPolicyVersion, policy_versions::GET, |r| policy_versions::get(r).await;
    "DeletePolicyVersion": DeletePolicyVersion, policy_versions::OF_CUSTOM, |r| policy_versions::delete(r).await;
    "ListPolicyVersions": ListPolicyVersions, policy_versions::LIST, |r| policy_versions::list(r).await;
    "SetDefaultPolicyVersion": SetDefaultPolicyVersion, policy_versions::OF_CUSTOM, |r| policy_versions::set_default(r).await;
    "AttachPolicyToUser": AttachPolicyToUser, attachments::OF_USER, |r| attachments::of_user(r, true).await;
    "DetachPolicyFromUser": DetachPolicyFromUser, attachments::OF_USER, |r| attachments::of_user(r, false).await;
    "AttachPolicyToGroup": AttachPolicyToGroup, attachments::OF_GROUP, |r| attachments::of_group(r, true).await;
    "DetachPolicyFromGroup": DetachPolicyFromGroup, attachments::OF_GROUP, |r| attachments::of_group(r, false).await;
    "AttachPolicyToRole": AttachPolicyToRole, attachments::OF_ROLE, |r| attachments::of_role(r, true).await;
    "DetachPolicyFromRole": DetachPolicyFromRole, attachments::OF_ROLE, |r| attachments::of_role(r, false).await;
    "ListPoliciesForRole": ListPoliciesForRole, attachments::LIST_FOR_ROLE, |r| attachments::list_for_role(r).await;
    "ListPoliciesForUser": ListPoliciesForUser, attachments::LIST_FOR_USER, |r| attachments::list_for_user(r).await;
    "ListPoliciesForGroup": ListPoliciesForGroup, attachments::LIST_FOR_GROUP, |r| attachments::list_for_group(r).await;
    "ListEntitiesForPolicy": ListEntitiesForPolicy, attachments::LIST_ENTITIES, |r| attachments::list_entities(r).await;
    "ListTagResources": GetRole, tags::LIST, |r| tags::list(r).await;
}

impl AliyunRequest<'_> {
    /// Runs one operation of the core, with errors as RAM words them.
    async fn run_ram<O: Operation>(&self, op: &O) -> Result<O::Output, AliyunError> {
        self.run(op).await.map_err(|failure| error::from_core(op.action(), failure))
    }
}
