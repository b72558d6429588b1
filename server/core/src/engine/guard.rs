//! A change of users, groups and policies must leave an administrator, and the event must say when it gives rights above those
//! of its caller. Checked on every commit, so that no operation can forget it.

use super::{AuthorizationQuery, Context, Draft, Grants, Identity, self_grant};
use crate::{
    Blocker, CoreError,
    ports::{Change, Expect, Holders, IdentityChange},
    rows::{Authenticate, UserRow},
};
use strongroom_domain::{
    Action, FieldError, GroupName, PolicyName, PolicyRef, PolicyType, PrincipalKind, UserId, UserName,
};
use strongroom_policy::{Decision, Effect, Policies, Request, Statement, evaluate, possible};

/// Users or groups looked at in one go.
const PAGE: u32 = 100;

/// The policy whose holders are administrators.
pub(crate) fn administrator_access() -> Result<PolicyRef, FieldError> {
    Ok(PolicyRef { kind: PolicyType::System, name: PolicyName::new("AdministratorAccess")? })
}

/// Checks the changes of one commit and adds to them what keeps a second commit beside this one from undoing the check.
pub(crate) async fn check(cx: &mut Context<'_>, changes: &mut Vec<Change>) -> Result<(), CoreError> {
    self_grant::mark(cx, changes).await?;
    // The root key brings an administrator back: there may be none before, and the operation checks that there is one after.
    if cx.call.principal.kind == PrincipalKind::System || !changes.iter().any(may_take_rights) {
        return Ok(());
    }
    let draft = Draft::of(changes);
    let witness = match administrator(cx, &draft, Certainty::Whatever).await? {
        Some(always) => Some(always),
        // Conditions may end the access of every administrator already. Then the change must not add one, nor take any away.
        None if administrator(cx, &Draft::default(), Certainty::Whatever).await?.is_none() => {
            administrator(cx, &draft, Certainty::NowAndNotLess).await?
        }
        None => None,
    };
    let witness = witness.ok_or(CoreError::InUse(Blocker::LastAdministrator))?;
    // Two administrators who remove each other concurrently would each rely on the other: the administrator this commit
    // relies on must be unchanged when it happens.
    if !draft.touches(witness.id) {
        let expect = Expect::Revision(witness.revision);
        let row = UserRow { revision: witness.revision + 1, ..witness };
        changes.push(IdentityChange::PutUser(row.authenticate(&cx.vault.keyring), expect).into());
    }
    Ok(())
}

/// Whether anybody can sign in and grant access, whatever the circumstances.
pub(crate) async fn has_administrator(cx: &Context<'_>) -> Result<bool, CoreError> {
    Ok(administrator(cx, &Draft::default(), Certainty::Whatever).await?.is_some())
}

/// Whether a user would have AdministratorAccess after these changes, and nothing would always deny it to grant access.
/// Conditions may limit when and from where.
pub(crate) async fn would_administer(cx: &Context<'_>, user: UserId, changes: &[Change]) -> Result<bool, CoreError> {
    let draft = Draft::of(changes);
    let Some(grants) = cx.vault.load_grants(cx.store(), Identity::User(user), cx.uptime, &draft).await? else {
        return Ok(false);
    };
    let access = administrator_access()?;
    let has_access = grants.policies.identity.iter().any(|policy| *policy.name == *access.name.as_str());
    Ok(has_access && possible(&grants.policies, &Action::AttachPolicyToUser.full_name()))
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

/// How certain it must be that a user is an administrator.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Certainty {
    /// Whatever the conditions of policies turn out to be, later and elsewhere too: a Deny that could apply counts.
    Whatever,
    /// As the call sees it, by policies that grant no less than without the change.
    NowAndNotLess,
}

/// A user who will be able to sign in and grant access.
async fn administrator(
    cx: &Context<'_>,
    draft: &Draft<'_>,
    certainty: Certainty,
) -> Result<Option<UserRow>, CoreError> {
    let policy = administrator_access()?;
    if let Some(found) = among(cx, draft, &Holders::With(policy.clone()), certainty).await? {
        return Ok(Some(found));
    }
    let mut after: Option<GroupName> = None;
    loop {
        let groups = cx.store().groups(&Holders::With(policy.clone()), after.as_ref(), PAGE).await?;
        let full = groups.len() == PAGE as usize;
        for group in groups {
            let group = group.verify(&cx.vault.keyring)?;
            if let Some(found) = among(cx, draft, &Holders::Of(group.id), certainty).await? {
                return Ok(Some(found));
            }
            after = Some(group.name);
        }
        if !full {
            return Ok(None);
        }
    }
}

async fn among(
    cx: &Context<'_>,
    draft: &Draft<'_>,
    which: &Holders,
    certainty: Certainty,
) -> Result<Option<UserRow>, CoreError> {
    let mut after: Option<UserName> = None;
    loop {
        let users = cx.store().users(which, after.as_ref(), PAGE).await?;
        let full = users.len() == PAGE as usize;
        for user in users {
            let user = user.verify(&cx.vault.keyring)?;
            after = Some(user.name.clone());
            let user = draft.user(user.id, user);
            let Some(user) = user.filter(|user| user.password.is_some()) else { continue };
            let id = Identity::User(user.id);
            let Some(grants) = cx.vault.load_grants(cx.store(), id, cx.uptime, draft).await? else { continue };
            let administers = match certainty {
                Certainty::Whatever => administers(cx, &grants, &grants.policies.at_worst()),
                Certainty::NowAndNotLess => {
                    let before = cx.vault.load_grants(cx.store(), id, cx.uptime, &Draft::default()).await?;
                    before.is_some_and(|before| not_less(&before.policies, &grants.policies))
                        && administers(cx, &grants, &grants.policies)
                }
            };
            if administers {
                return Ok(Some(user));
            }
        }
        if !full {
            return Ok(None);
        }
    }
}

/// Whether nothing that was allowed is missing and nothing is denied that was not.
fn not_less(before: &Policies, after: &Policies) -> bool {
    let statements = |policies: &Policies, effect: Effect| -> Vec<Statement> {
        let documents = policies.identity.iter().filter_map(|policy| policy.document.as_ref().ok());
        let all = documents.flat_map(|document| document.statements());
        all.filter(|statement| statement.effect == effect).cloned().collect()
    };
    let (had, has) = (statements(before, Effect::Allow), statements(after, Effect::Allow));
    let (was_denied, is_denied) = (statements(before, Effect::Deny), statements(after, Effect::Deny));
    had.iter().all(|one| has.contains(one)) && is_denied.iter().all(|one| was_denied.contains(one))
}

/// Whether these policies let the owner of these grants grant itself any access it lacks.
fn administers(cx: &Context<'_>, grants: &Grants, policies: &Policies) -> bool {
    let query = AuthorizationQuery {
        action: Action::AttachPolicyToUser,
        resource: Some(&grants.name),
        secret: None,
        trust: None,
        keys: Vec::new(),
    };
    let checks = [query.check(&cx.vault, true)];
    let context = super::access::context(cx.call, grants, cx.now);
    let request = Request { caller: &grants.caller, policies, context: &context, checks: &checks };
    evaluate(&request) == Decision::Allow
}
