//! Which acts give rights above those of their caller: to the caller, or to anybody. The event says so.
//!
//! An act is marked if it
//! - gives its caller anything new: a policy of the caller's own, of its groups or its role, an Allow in the policy of a secret, key
//!   or role that names the caller, a right on a secret by its tags;
//! - gives anybody, through a policy, a membership, an AccessKey, a password or a lost second factor, what the caller's own policies
//!   do not contain; taking a Deny away gives what it denied;
//! - makes or equips an administrator: somebody who may do everything;
//! - gives a user or group a name that policies tell apart from the one before.
//!
//! Where it is hard to compare what policies allow, the act is marked. Memberships that follow an identity provider are not the
//! caller's doing.

mod identities;
mod names;
mod resources;

use super::{Context, Draft, Grants, Identity, bindings::own_policy};
use crate::{
    CoreError,
    ports::{Change, IdentityChange, InstallationChange, KeyChange, SecretChange, SessionChange, TrailChange},
    rows::OwnPolicy,
};
use std::sync::Arc;
use strongroom_policy::{Attached, Document, Effect, Kind, Statement, includes};
use strongroom_trail::Detail;

/// Notes in the event what a commit gives above its caller's own rights.
pub(super) async fn mark(cx: &mut Context<'_>, changes: &[Change]) -> Result<(), CoreError> {
    let Some(me) = Identity::of(&cx.call.principal) else { return Ok(()) };
    let Some(own) = cx.rights.grants().cloned() else { return Ok(()) };
    let draft = Draft::of(changes);
    let mut given = Given { me, own, draft, found: Vec::new() };
    for change in changes {
        given.by(cx, change).await?;
    }
    if !given.found.is_empty() {
        cx.note(Detail::SelfGrant, given.found.join(", "));
    }
    Ok(())
}

/// What the changes of one commit give.
struct Given<'a> {
    me: Identity,
    /// What the caller has without them.
    own: Arc<Grants>,
    draft: Draft<'a>,
    /// In the words of the event, each once.
    found: Vec<String>,
}

impl Given<'_> {
    fn add(&mut self, what: impl Into<String>) {
        let what = what.into();
        if !self.found.contains(&what) {
            self.found.push(what);
        }
    }

    /// One arm for every kind of change: a new one does not compile until it is decided here.
    async fn by(&mut self, cx: &Context<'_>, change: &Change) -> Result<(), CoreError> {
        match change {
            Change::Secret(SecretChange::Put(row, expect)) => self.by_secret(cx, row, *expect).await,
            Change::Key(KeyChange::Put(row, expect)) => {
                self.by_key(cx, row, *expect);
                Ok(())
            }
            Change::Identity(change) => match change {
                IdentityChange::PutUser(row, _) => {
                    self.by_own_rights(cx).await?;
                    self.by_user(cx, row).await
                }
                IdentityChange::PutGroup(row, _) => {
                    self.by_own_rights(cx).await?;
                    self.by_group(cx, row).await
                }
                IdentityChange::PutRole(row, _) => {
                    self.by_own_rights(cx).await?;
                    self.by_role(cx, row).await
                }
                IdentityChange::PutPolicy(row, _) => {
                    self.by_own_rights(cx).await?;
                    self.by_policy(cx, row).await
                }
                IdentityChange::PutAccessKey(row, _) => self.by_access_key(cx, row).await,
                IdentityChange::PutMfaDevice(row, _) => self.by_credential(cx, row.user, "second factor").await,
                // The last factor goes with a change of the user's row, which names it.
                IdentityChange::RemoveMfaDevice(..)
                // A version counts once it is the default, which the policy's row says.
                | IdentityChange::PutPolicyVersion(_)
                | IdentityChange::RemovePolicyVersion(..)
                // Nobody is left to have what these gave or denied: only what nobody holds can be removed.
                | IdentityChange::RemoveUser(..)
                | IdentityChange::RemoveGroup(..)
                | IdentityChange::RemoveRole(..)
                | IdentityChange::RemovePolicy(..)
                | IdentityChange::RemoveAccessKey(..) => Ok(()),
            },
            // Values, versions, ends of keys, targets and rotations, events, nonces and ends of sessions give no rights.
            Change::Secret(
                SecretChange::Remove(..) | SecretChange::PutVersion(_) | SecretChange::RemoveVersion(..),
            )
            | Change::Key(
                KeyChange::PutVersion(_)
                | KeyChange::PutDeletion(_)
                | KeyChange::RemoveDeletion(_)
                | KeyChange::Remove(..),
            )
            | Change::Trail(TrailChange::Append(_) | TrailChange::Authenticate(_))
            | Change::Session(
                SessionChange::End { .. } | SessionChange::EndOne { .. } | SessionChange::UseNonce { .. },
            )
            | Change::ResourcePolicy(_)
            | Change::Rotation(_)
            | Change::Notice(_)
            | Change::Installation(
                InstallationChange::Put(_)
                | InstallationChange::Upgrade(_)
                | InstallationChange::PutRootKey(_)
                | InstallationChange::RemoveRootKey(_),
            ) => Ok(()),
        }
    }

    /// Policies that the caller would have and has not, however it would get them, and Denies it would lose.
    async fn by_own_rights(&mut self, cx: &Context<'_>) -> Result<(), CoreError> {
        let (before, after) = self.grants(cx, self.me).await?;
        let (Some(before), Some(after)) = (before, after) else { return Ok(()) };
        let had = |one: &Attached| before.policies.identity.iter().any(|had| same(had, one));
        for policy in after.policies.identity.iter().filter(|one| !had(one)) {
            self.add(&*policy.name);
        }
        let is_denied = denied(&after.policies.identity);
        if denied(&before.policies.identity).iter().any(|lost| !is_denied.contains(lost)) {
            self.add("a Deny that no longer applies");
        }
        Ok(())
    }

    /// The grants of an identity without and with the changes.
    async fn grants(&self, cx: &Context<'_>, who: Identity) -> Result<(Option<Grants>, Option<Grants>), CoreError> {
        let (store, at) = (cx.store(), cx.uptime);
        let before = cx.vault.load_grants(store, who, at, &Draft::default()).await?;
        Ok((before, cx.vault.load_grants(store, who, at, &self.draft).await?))
    }

    /// Whether this Allow is more than the caller has, or makes an administrator.
    fn above(&self, allowed: &Statement) -> bool {
        let session = self.own.policies.session.as_slice();
        let within =
            includes(&self.own.policies.identity, allowed) && (session.is_empty() || includes(session, allowed));
        !within || allowed.allows_everything()
    }

    /// What somebody gets whose policies were these and become those: the names of the policies, or of what is lost.
    fn compare(&self, before: &[Attached], after: &[Attached]) -> Vec<String> {
        let had = allowed(before);
        let mut names = Vec::new();
        for policy in after {
            let new = allowed(std::slice::from_ref(policy));
            let mut new = new.iter().filter(|one| !had.contains(one) && !includes(before, one));
            if new.any(|one| self.above(one)) {
                names.push(policy.name.to_string());
            }
        }
        let (is_denied, is_allowed) = (denied(after), allowed(after));
        for lost in denied(before).into_iter().filter(|lost| !is_denied.contains(lost)) {
            if is_allowed.iter().any(|one| one.may_meet(&lost) && self.above(one)) {
                names.push("a Deny that no longer applies".to_owned());
            }
        }
        names
    }
}

/// The statements of a policy; none of a broken one, which allows nothing to anybody.
fn compiled(policy: Option<&OwnPolicy>, kind: Kind) -> Vec<Statement> {
    let attached = own_policy(policy, kind, String::new);
    let document = attached.and_then(|attached| attached.document.ok());
    document.map(|document| document.statements().to_vec()).unwrap_or_default()
}

/// The statements of this effect that are in `is` and not in `was`.
fn newly(was: &[Statement], is: &[Statement], effect: Effect) -> Vec<Statement> {
    is.iter().filter(|one| one.effect == effect && !was.contains(one)).cloned().collect()
}

fn of_effect(document: &Document, effect: Effect) -> Vec<Statement> {
    newly(&[], document.statements(), effect)
}

fn all_of(policies: &[Attached], effect: Effect) -> Vec<Statement> {
    let documents = policies.iter().filter_map(|policy| policy.document.as_ref().ok());
    documents.flat_map(|document| of_effect(document, effect)).collect()
}

fn allowed(policies: &[Attached]) -> Vec<Statement> {
    all_of(policies, Effect::Allow)
}

fn denied(policies: &[Attached]) -> Vec<Statement> {
    all_of(policies, Effect::Deny)
}

fn same(a: &Attached, b: &Attached) -> bool {
    let documents = match (&a.document, &b.document) {
        (Ok(a), Ok(b)) => a.statements() == b.statements(),
        _ => false,
    };
    a.name == b.name && documents
}
