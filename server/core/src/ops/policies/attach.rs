//! Who has a policy: attach, detach, list.

use super::{PolicyFacts, custom, list};
use crate::{
    CoreError,
    engine::{Context, Done, Run},
    ops::{groups, roles, users},
    ports::Holders,
    rows::{GroupRow, RoleRow, Sealed, UserRow},
};
use std::borrow::Cow;
use strongroom_domain::{Action, GroupName, PolicyRef, PolicyType, RoleName, UserName, limits};
use strongroom_policy::system;
use strongroom_trail::Detail;

/// Users, groups or roles listed for one policy at most.
const ENTITIES: u32 = 1_000;

/// Who can have policies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Bearer {
    /// A user.
    User(UserName),
    /// A group; its members have its policies too.
    Group(GroupName),
    /// A role; its sessions have its policies and no others.
    Role(RoleName),
}

impl Bearer {
    fn name(&self) -> &str {
        match self {
            Self::User(name) => name.as_str(),
            Self::Group(name) => name.as_str(),
            Self::Role(name) => name.as_str(),
        }
    }
}

/// Attaches a policy, or detaches it.
pub struct SetAttachment {
    /// Which policy.
    pub policy: PolicyRef,
    /// To or from whom.
    pub bearer: Bearer,
    /// Whether it is to be attached.
    pub attached: bool,
}

impl Run for SetAttachment {
    type Output = ();

    fn action(&self) -> Action {
        match (&self.bearer, self.attached) {
            (Bearer::User(_), true) => Action::AttachPolicyToUser,
            (Bearer::User(_), false) => Action::DetachPolicyFromUser,
            (Bearer::Group(_), true) => Action::AttachPolicyToGroup,
            (Bearer::Group(_), false) => Action::DetachPolicyFromGroup,
            (Bearer::Role(_), true) => Action::AttachPolicyToRole,
            (Bearer::Role(_), false) => Action::DetachPolicyFromRole,
        }
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.bearer.name().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<()>, CoreError> {
        let policy = existing(cx, &self.policy).await?;
        cx.note(Detail::Policy, policy.to_string());
        let change = match &self.bearer {
            Bearer::User(name) => {
                let mut user = users::by_name(cx, name).await?;
                self.apply(&mut user.policies, policy)?;
                users::put(cx, user).1
            }
            Bearer::Group(name) => {
                let mut group = groups::by_name(cx, name).await?;
                self.apply(&mut group.policies, policy)?;
                groups::put(cx, group).1
            }
            Bearer::Role(name) => {
                let mut role = roles::by_name(cx, name).await?;
                self.apply(&mut role.policies, policy)?;
                roles::put(cx, role).1
            }
        };
        Ok(Done::changed((), vec![change]))
    }
}

impl SetAttachment {
    fn apply(&self, policies: &mut Vec<PolicyRef>, policy: PolicyRef) -> Result<(), CoreError> {
        match (policies.binary_search(&policy), self.attached) {
            (Ok(_), true) => return Err(CoreError::Exists("this attachment")),
            (Err(_), false) => return Err(CoreError::NotFound("attachment")),
            (Err(at), true) => {
                if policies.iter().filter(|one| one.kind == policy.kind).count() >= limits::ATTACHED {
                    return Err(CoreError::Limit("at most 20 system and 20 custom policies may be attached"));
                }
                policies.insert(at, policy);
            }
            (Ok(at), false) => drop(policies.remove(at)),
        }
        Ok(())
    }
}

/// The policies of a user, group or role, without those of a user's groups.
pub struct ListPoliciesFor {
    /// Whose.
    pub bearer: Bearer,
}

impl Run for ListPoliciesFor {
    type Output = Vec<PolicyFacts>;

    fn action(&self) -> Action {
        match &self.bearer {
            Bearer::User(_) => Action::ListPoliciesForUser,
            Bearer::Group(_) => Action::ListPoliciesForGroup,
            Bearer::Role(_) => Action::ListPoliciesForRole,
        }
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.bearer.name().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<Vec<PolicyFacts>>, CoreError> {
        let policies = match &self.bearer {
            Bearer::User(name) => users::by_name(cx, name).await?.policies,
            Bearer::Group(name) => groups::by_name(cx, name).await?.policies,
            Bearer::Role(name) => roles::by_name(cx, name).await?.policies,
        };
        Ok(Done::read(list::facts(cx, &policies).await?))
    }
}

/// Who has a policy.
pub struct ListEntitiesForPolicy {
    /// Which.
    pub policy: PolicyRef,
}

/// The holders of a policy, by name.
#[derive(Clone, Debug)]
pub struct Entities {
    /// Users that have it themselves; the first 1,000.
    pub users: Vec<UserRow>,
    /// Groups; the first 1,000.
    pub groups: Vec<GroupRow>,
    /// Roles; the first 1,000.
    pub roles: Vec<RoleRow>,
}

impl Run for ListEntitiesForPolicy {
    type Output = Entities;

    fn action(&self) -> Action {
        Action::ListEntitiesForPolicy
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.policy.name.as_str().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<Entities>, CoreError> {
        let which = Holders::With(existing(cx, &self.policy).await?);
        let users = cx.store().users(&which, None, ENTITIES).await?;
        let groups = cx.store().groups(&which, None, ENTITIES).await?;
        let roles = cx.store().roles(&which, None, ENTITIES).await?;
        let keyring = &cx.vault.keyring;
        Ok(Done::read(Entities {
            users: users.into_iter().map(|row| row.check(keyring)).collect::<Result<_, _>>()?,
            groups: groups.into_iter().map(|row| row.check(keyring)).collect::<Result<_, _>>()?,
            roles: roles.into_iter().map(|row| row.check(keyring)).collect::<Result<_, _>>()?,
        }))
    }
}

/// The policy as it is spelled, if there is one.
async fn existing(cx: &Context<'_>, policy: &PolicyRef) -> Result<PolicyRef, CoreError> {
    match policy.kind {
        PolicyType::System => {
            system::find(policy.name.as_str()).ok_or(CoreError::NotFound("policy"))?;
            Ok(policy.clone())
        }
        PolicyType::Custom => Ok(PolicyRef { kind: PolicyType::Custom, name: custom(cx, &policy.name).await?.name }),
    }
}
