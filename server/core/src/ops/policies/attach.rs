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
use strongroom_crypto::Keyring;
use strongroom_domain::{Action, GroupName, PolicyRef, PolicyType, RoleName, Since, Timestamp, UserName, limits};
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
                self.apply(&mut user.policies, policy, cx.now)?;
                users::put(cx, user).1
            }
            Bearer::Group(name) => {
                let mut group = groups::by_name(cx, name).await?;
                self.apply(&mut group.policies, policy, cx.now)?;
                groups::put(cx, group).1
            }
            Bearer::Role(name) => {
                let mut role = roles::by_name(cx, name).await?;
                self.apply(&mut role.policies, policy, cx.now)?;
                roles::put(cx, role).1
            }
        };
        Ok(Done::changed((), vec![change]))
    }
}

impl SetAttachment {
    fn apply(&self, policies: &mut Vec<Since<PolicyRef>>, policy: PolicyRef, now: Timestamp) -> Result<(), CoreError> {
        match (policies.binary_search_by(|one| one.what.cmp(&policy)), self.attached) {
            (Ok(_), true) => return Err(CoreError::Exists("this attachment")),
            (Err(_), false) => return Err(CoreError::NotFound("attachment")),
            (Err(at), true) => {
                if policies.iter().filter(|one| one.what.kind == policy.kind).count() >= limits::ATTACHED {
                    return Err(CoreError::Limit("at most 20 system and 20 custom policies may be attached"));
                }
                policies.insert(at, Since::new(policy, now));
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
    /// By type and name, each with when it was attached.
    type Output = Vec<Since<PolicyFacts>>;

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

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<Self::Output>, CoreError> {
        let policies = match &self.bearer {
            Bearer::User(name) => users::by_name(cx, name).await?.policies,
            Bearer::Group(name) => groups::by_name(cx, name).await?.policies,
            Bearer::Role(name) => roles::by_name(cx, name).await?.policies,
        };
        let names: Vec<_> = policies.iter().map(|one| one.what.clone()).collect();
        let facts = list::facts(cx, &names).await?;
        Ok(Done::read(facts.into_iter().zip(policies).map(|(facts, one)| Since::new(facts, one.since)).collect()))
    }
}

/// Who has a policy.
pub struct ListEntitiesForPolicy {
    /// Which.
    pub policy: PolicyRef,
}

/// The holders of a policy, by name, each with when it was attached.
#[derive(Clone, Debug)]
pub struct Entities {
    /// Users that have it themselves; the first 1,000.
    pub users: Vec<Since<UserRow>>,
    /// Groups; the first 1,000.
    pub groups: Vec<Since<GroupRow>>,
    /// Roles; the first 1,000.
    pub roles: Vec<Since<RoleRow>>,
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
        let policy = existing(cx, &self.policy).await?;
        let which = Holders::With(policy.clone());
        let users = cx.store().users(&which, None, ENTITIES).await?;
        let groups = cx.store().groups(&which, None, ENTITIES).await?;
        let roles = cx.store().roles(&which, None, ENTITIES).await?;
        let keyring = &cx.vault.keyring;
        Ok(Done::read(Entities {
            users: with_dates(users, &policy, keyring, |row| &row.policies)?,
            groups: with_dates(groups, &policy, keyring, |row| &row.policies)?,
            roles: with_dates(roles, &policy, keyring, |row| &row.policies)?,
        }))
    }
}

/// Each holder with when it got the policy, which its own row says. One whose row does not have it was put into the list by a
/// database that lies.
fn with_dates<R: Sealed>(
    rows: Vec<R>,
    policy: &PolicyRef,
    keyring: &Keyring,
    policies: impl Fn(&R) -> &[Since<PolicyRef>],
) -> Result<Vec<Since<R>>, CoreError> {
    let dated = |row: R| {
        let row = row.check(keyring)?;
        let since = policies(&row).iter().find(|one| one.what == *policy).map(|one| one.since);
        Ok(Since::new(row, since.ok_or_else(|| CoreError::tampered("ram_attachment"))?))
    };
    rows.into_iter().map(dated).collect()
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
