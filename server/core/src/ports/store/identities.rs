//! Users, groups, roles, policies, AccessKeys and second factors.

use super::{Expect, StoreError};
use crate::rows::{
    AccessKeyRow, Authenticated, GroupRow, MfaDeviceRow, PolicyRow, PolicyVersionRow, RoleRow, Unverified, UserRow,
};
use strongroom_domain::{
    AccessKeyId, Federated, GroupId, GroupName, MfaDeviceId, PolicyName, PolicyRef, RoleId, RoleName, UserId, UserName,
};

/// One change of an identity, or of what it signs in or signs with.
#[derive(Clone, Debug)]
pub enum IdentityChange {
    /// Insert or replace a user. A conflict if it names a group or a custom policy that does not exist.
    PutUser(Authenticated<UserRow>, Expect),
    /// Remove a user with its AccessKeys and its second factors.
    RemoveUser(UserId, Expect),
    /// Insert or replace a group. A conflict if it names a custom policy that does not exist.
    PutGroup(Authenticated<GroupRow>, Expect),
    /// Remove a group; a conflict while it has members.
    RemoveGroup(GroupId, Expect),
    /// Insert or replace a role. A conflict if it names a custom policy that does not exist.
    PutRole(Authenticated<RoleRow>, Expect),
    /// Remove a role.
    RemoveRole(RoleId, Expect),
    /// Insert or replace a policy.
    PutPolicy(Authenticated<PolicyRow>, Expect),
    /// Remove a policy with its versions; a conflict while it is attached.
    RemovePolicy(PolicyName, Expect),
    /// Insert a version of a policy; a conflict if it exists.
    PutPolicyVersion(Authenticated<PolicyVersionRow>),
    /// Remove a version of a policy.
    RemovePolicyVersion(PolicyName, u32),
    /// Insert or replace an AccessKey.
    PutAccessKey(Authenticated<AccessKeyRow>, Expect),
    /// Remove an AccessKey.
    RemoveAccessKey(AccessKeyId, Expect),
    /// Insert or replace the second factors of a user.
    PutMfaDevice(Authenticated<MfaDeviceRow>, Expect),
    /// Remove the second factors of a user.
    RemoveMfaDevice(MfaDeviceId, Expect),
}

/// Which users, groups or roles.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Holders {
    /// All of them.
    #[default]
    All,
    /// Those whose name or display name (of groups and roles: name or comments) contains this text, in any letter case.
    Like(String),
    /// Members of a group; groups and roles are members of none.
    Of(GroupId),
    /// Those a policy is attached to.
    With(PolicyRef),
}

/// Reads identities.
#[async_trait::async_trait]
pub trait IdentityStore: Send + Sync {
    /// A user by id.
    async fn user(&self, id: UserId) -> Result<Option<Unverified<UserRow>>, StoreError>;
    /// A user by name, in any letter case.
    async fn user_by_name(&self, name: &UserName) -> Result<Option<Unverified<UserRow>>, StoreError>;
    /// The user who is this person at an identity provider.
    async fn user_by_identity(&self, federated: &Federated) -> Result<Option<Unverified<UserRow>>, StoreError>;
    /// Users by name after `after`, at most `limit`.
    async fn users(
        &self,
        which: &Holders,
        after: Option<&UserName>,
        limit: u32,
    ) -> Result<Vec<Unverified<UserRow>>, StoreError>;
    /// A group by id.
    async fn group(&self, id: GroupId) -> Result<Option<Unverified<GroupRow>>, StoreError>;
    /// A group by name, in any letter case.
    async fn group_by_name(&self, name: &GroupName) -> Result<Option<Unverified<GroupRow>>, StoreError>;
    /// Groups by name after `after`, at most `limit`.
    async fn groups(
        &self,
        which: &Holders,
        after: Option<&GroupName>,
        limit: u32,
    ) -> Result<Vec<Unverified<GroupRow>>, StoreError>;
    /// Number of members of each of these groups, in their order.
    async fn members(&self, groups: &[GroupId]) -> Result<Vec<u64>, StoreError>;
    /// A role by id.
    async fn role(&self, id: RoleId) -> Result<Option<Unverified<RoleRow>>, StoreError>;
    /// A role by name, in any letter case.
    async fn role_by_name(&self, name: &RoleName) -> Result<Option<Unverified<RoleRow>>, StoreError>;
    /// Roles by name after `after`, at most `limit`.
    async fn roles(
        &self,
        which: &Holders,
        after: Option<&RoleName>,
        limit: u32,
    ) -> Result<Vec<Unverified<RoleRow>>, StoreError>;
    /// Number of roles.
    async fn role_count(&self) -> Result<u64, StoreError>;
    /// A custom policy by name, in any letter case.
    async fn policy(&self, name: &PolicyName) -> Result<Option<Unverified<PolicyRow>>, StoreError>;
    /// Custom policies by name after `after`, at most `limit`.
    async fn policies(&self, after: Option<&PolicyName>, limit: u32) -> Result<Vec<Unverified<PolicyRow>>, StoreError>;
    /// Number of custom policies.
    async fn policy_count(&self) -> Result<u64, StoreError>;
    /// Versions of a custom policy, oldest first; at most [`strongroom_domain::limits::POLICY_VERSIONS`].
    async fn policy_versions(&self, policy: &PolicyName) -> Result<Vec<Unverified<PolicyVersionRow>>, StoreError>;
    /// Number of users, groups and roles each of these policies is attached to, in their order.
    async fn attachments(&self, policies: &[PolicyRef]) -> Result<Vec<u64>, StoreError>;
    /// An AccessKey.
    async fn access_key(&self, id: &AccessKeyId) -> Result<Option<Unverified<AccessKeyRow>>, StoreError>;
    /// AccessKeys of one user, oldest first.
    async fn access_keys(&self, user: UserId) -> Result<Vec<Unverified<AccessKeyRow>>, StoreError>;
    /// The second factors of a user.
    async fn mfa_device(&self, id: MfaDeviceId) -> Result<Option<Unverified<MfaDeviceRow>>, StoreError>;
}
