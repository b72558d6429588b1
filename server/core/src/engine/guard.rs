//! A change of users, groups and policies must leave an administrator, and the event must say when callers widen their own
//! rights. Checked on every commit, so that no operation can forget it.

use super::{AuthorizationQuery, Context, Draft, Grants, Identity};
use crate::{
    Blocker, CoreError,
    ports::{Change, Expect, Holders, IdentityChange},
    rows::{Authenticate, UserRow},
};
use strongroom_domain::{
    Action, FieldError, GroupName, PolicyName, PolicyRef, PolicyType, PrincipalKind, UserId, UserName,
};
use strongroom_policy::{Attached, Decision, Request, evaluate};
use strongroom_trail::Detail;

/// Users or groups looked at in one go.
const PAGE: u32 = 100;

/// The policy whose holders are administrators.
pub(crate) fn administrator_access() -> Result<PolicyRef, FieldError> {
    Ok(PolicyRef { kind: PolicyType::System, name: PolicyName::new("AdministratorAccess")? })
}

/// Checks the changes of one commit and adds to them what keeps a second commit beside this one from undoing the check.
pub(crate) async fn check(cx: &mut Context<'_>, changes: &mut Vec<Change>) -> Result<(), CoreError> {
    if !changes.iter().any(alters_rights) {
        return Ok(());
    }
    flag_self_grant(cx, changes).await?;
    // The root key brings an administrator back: there may be none before, and the operation checks that there is one after.
    if cx.call.principal.kind == PrincipalKind::System || !changes.iter().any(may_take_rights) {
        return Ok(());
    }
    let draft = Draft::of(changes);
    let Some(witness) = administrator(cx, &draft).await? else {
        return Err(CoreError::InUse(Blocker::LastAdministrator));
    };
    // Two administrators who remove each other concurrently would each rely on the other: the administrator this commit
    // relies on must be unchanged when it happens.
    if !draft.touches(witness.id) {
        let expect = Expect::Revision(witness.revision);
        let row = UserRow { revision: witness.revision + 1, ..witness };
        changes.push(IdentityChange::PutUser(row.authenticate(&cx.vault.keyring), expect).into());
    }
    Ok(())
}

/// Whether anybody can sign in and grant access.
pub(crate) async fn has_administrator(cx: &Context<'_>) -> Result<bool, CoreError> {
    Ok(administrator(cx, &Draft::default()).await?.is_some())
}

/// Whether a user, who has a password, could grant access after these changes.
pub(crate) async fn would_administer(cx: &Context<'_>, user: UserId, changes: &[Change]) -> Result<bool, CoreError> {
    let grants = cx.vault.load_grants(cx.store(), Identity::User(user), cx.now.0, &Draft::of(changes)).await?;
    Ok(grants.is_some_and(|grants| administers(cx, &grants)))
}

fn alters_rights(change: &Change) -> bool {
    matches!(
        change,
        Change::Identity(
            IdentityChange::PutUser(..)
                | IdentityChange::RemoveUser(..)
                | IdentityChange::PutGroup(..)
                | IdentityChange::PutRole(..)
                | IdentityChange::PutPolicy(..)
        )
    )
}

/// A new row takes no rights away.
fn may_take_rights(change: &Change) -> bool {
    let Change::Identity(change) = change else { return false };
    match change {
        IdentityChange::PutUser(_, expect)
        | IdentityChange::PutGroup(_, expect)
        | IdentityChange::PutPolicy(_, expect) => matches!(expect, Expect::Revision(_)),
        IdentityChange::RemoveUser(..) => true,
        _ => false,
    }
}

/// A user who will be able to sign in and grant access.
async fn administrator(cx: &Context<'_>, draft: &Draft<'_>) -> Result<Option<UserRow>, CoreError> {
    let policy = administrator_access()?;
    if let Some(found) = among(cx, draft, &Holders::With(policy.clone())).await? {
        return Ok(Some(found));
    }
    let mut after: Option<GroupName> = None;
    loop {
        let groups = cx.store().groups(&Holders::With(policy.clone()), after.as_ref(), PAGE).await?;
        let full = groups.len() == PAGE as usize;
        for group in groups {
            let group = group.verify(&cx.vault.keyring)?;
            if let Some(found) = among(cx, draft, &Holders::Of(group.id)).await? {
                return Ok(Some(found));
            }
            after = Some(group.name);
        }
        if !full {
            return Ok(None);
        }
    }
}

async fn among(cx: &Context<'_>, draft: &Draft<'_>, which: &Holders) -> Result<Option<UserRow>, CoreError> {
    let mut after: Option<UserName> = None;
    loop {
        let users = cx.store().users(which, after.as_ref(), PAGE).await?;
        let full = users.len() == PAGE as usize;
        for user in users {
            let user = user.verify(&cx.vault.keyring)?;
            after = Some(user.name.clone());
            let user = draft.user(user.id, user);
            let Some(user) = user.filter(|user| user.password.is_some()) else { continue };
            let grants = cx.vault.load_grants(cx.store(), Identity::User(user.id), cx.now.0, draft).await?;
            if grants.is_some_and(|grants| administers(cx, &grants)) {
                return Ok(Some(user));
            }
        }
        if !full {
            return Ok(None);
        }
    }
}

/// Whether these grants let their owner grant itself any access it lacks.
fn administers(cx: &Context<'_>, grants: &Grants) -> bool {
    let query = AuthorizationQuery {
        action: Action::AttachPolicyToUser,
        resource: Some(&grants.name),
        secret: None,
        trust: None,
        keys: Vec::new(),
    };
    let checks = [query.check(&cx.vault, true)];
    let context = super::access::context(cx.call, grants, cx.now);
    let request = Request { caller: &grants.caller, policies: &grants.policies, context: &context, checks: &checks };
    evaluate(&request) == Decision::Allow
}

/// Notes in the event when the change affects the rights of the caller itself.
async fn flag_self_grant(cx: &mut Context<'_>, changes: &[Change]) -> Result<(), CoreError> {
    let Some(me) = Identity::of(&cx.call.principal) else { return Ok(()) };
    let Some(before) = cx.vault.grants(cx.store(), me, cx.now.0).await? else { return Ok(()) };
    let Some(after) = cx.vault.load_grants(cx.store(), me, cx.now.0, &Draft::of(changes)).await? else {
        return Ok(());
    };
    let had = |one: &Attached| before.policies.identity.iter().any(|had| same(had, one));
    let mut new = after.policies.identity.iter().filter(|one| !had(one)).map(|one| one.name.to_string());
    if let Some(first) = new.next() {
        let names = new.fold(first, |names, name| names + ", " + &name);
        cx.note(Detail::SelfGrant, names);
    }
    Ok(())
}

fn same(a: &Attached, b: &Attached) -> bool {
    let documents = match (&a.document, &b.document) {
        (Ok(a), Ok(b)) => a.statements() == b.statements(),
        _ => false,
    };
    a.name == b.name && documents
}
