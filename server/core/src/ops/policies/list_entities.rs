//! ListEntitiesForPolicy.

use super::existing;
use crate::{
    CoreError,
    engine::{Context, Done, Run},
    facts::{GroupFacts, RoleFacts, UserFacts},
    ports::Holders,
    rows::{Authenticate, GroupRow, RoleRow, Unverified, UserRow},
};
use std::borrow::Cow;
use strongroom_crypto::Keyring;
use strongroom_domain::{Action, PolicyRef, Since};

/// Users, groups or roles listed for one policy at most.
const ENTITIES: u32 = 1_000;

/// Who has a policy.
pub struct ListEntitiesForPolicy {
    /// Which.
    pub policy: PolicyRef,
}

/// The holders of a policy, by name, each with when it was attached.
#[derive(Clone, Debug)]
pub struct Entities {
    /// Users that have it themselves; the first 1,000.
    pub users: Vec<Since<UserFacts>>,
    /// Groups; the first 1,000.
    pub groups: Vec<Since<GroupFacts>>,
    /// Roles; the first 1,000.
    pub roles: Vec<Since<RoleFacts>>,
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
            users: with_dates(users, &policy, keyring, |row: &UserRow| &row.policies)?,
            groups: with_dates(groups, &policy, keyring, |row: &GroupRow| &row.policies)?,
            roles: with_dates(roles, &policy, keyring, |row: &RoleRow| &row.policies)?,
        }))
    }
}

/// Each holder with when it got the policy, which its own row says. One whose row does not have it was
/// put into the list behind the server's back.
fn with_dates<R: Authenticate, F: From<R>>(
    rows: Vec<Unverified<R>>,
    policy: &PolicyRef,
    keyring: &Keyring,
    policies: impl Fn(&R) -> &[Since<PolicyRef>],
) -> Result<Vec<Since<F>>, CoreError> {
    let dated = |row: Unverified<R>| {
        let row = row.verify(keyring)?;
        let since = policies(&row).iter().find(|one| one.what == *policy).map(|one| one.since);
        Ok(Since::new(F::from(row), since.ok_or_else(|| CoreError::tampered("ram_attachment"))?))
    };
    rows.into_iter().map(dated).collect()
}
