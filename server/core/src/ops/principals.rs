//! Scans every user and role, to list those that have access.

use crate::{
    CoreError,
    engine::{Circumstances, Context, Grants, Identity},
    ports::Holders,
};
use strongroom_domain::UserName;
use strongroom_policy::{Check, Deciding, Partial, PartialDecision, Residual};

/// Users or secrets looked at in one call.
pub(crate) const SCAN: u32 = 1_000;
/// Read from the store at once.
pub(crate) const PAGE: u32 = 100;

/// What a reader is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReaderKind {
    /// A user who signs in to the console, with a password or through an identity provider.
    Person,
    /// Any other user.
    Application,
    /// A role, for its sessions.
    Role,
}

/// A part of an answer that goes through everything.
#[derive(Clone, Debug)]
pub struct Scan<T, A> {
    /// What was found.
    pub found: Vec<T>,
    /// How many were looked at.
    pub looked_at: u32,
    /// Where to go on; none at the end.
    pub next: Option<A>,
}

/// Users after the given one, then roles, for which `pick` gives a result.
pub(crate) async fn each_principal<T>(
    cx: &Context<'_>,
    after: Option<UserName>,
    pick: impl Fn(String, ReaderKind, &Grants) -> Option<T>,
) -> Result<Scan<T, UserName>, CoreError> {
    let mut scan = Scan { found: Vec::new(), looked_at: 0, next: after };
    while scan.looked_at < SCAN {
        let users = cx.vault.verified(cx.store().users(&Holders::All, scan.next.as_ref(), PAGE).await?)?;
        scan.next = users.last().map(|user| user.name.clone()).filter(|_| users.len() == PAGE as usize);
        for user in users {
            scan.looked_at += 1;
            let Some(grants) = cx.vault.grants(cx.store(), Identity::User(user.id), cx.uptime).await? else { continue };
            let signs_in = user.password.is_some() || user.federated.is_some();
            let kind = if signs_in { ReaderKind::Person } else { ReaderKind::Application };
            scan.found.extend(pick(user.name.into(), kind, &grants));
        }
        if scan.next.is_none() {
            roles(cx, &mut scan.found, &pick).await?;
            break;
        }
    }
    Ok(scan)
}

/// An account has [`strongroom_domain::limits::ROLES`] at most.
async fn roles<T>(
    cx: &Context<'_>,
    found: &mut Vec<T>,
    pick: impl Fn(String, ReaderKind, &Grants) -> Option<T>,
) -> Result<(), CoreError> {
    let mut after = None;
    loop {
        let roles = cx.vault.verified(cx.store().roles(&Holders::All, after.as_ref(), PAGE).await?)?;
        after = roles.last().map(|role| role.name.clone()).filter(|_| roles.len() == PAGE as usize);
        for role in roles {
            let Some(grants) = cx.vault.grants(cx.store(), Identity::Role(role.id), cx.uptime).await? else { continue };
            found.extend(pick(role.name.into(), ReaderKind::Role, &grants));
        }
        if after.is_none() {
            return Ok(());
        }
    }
}

/// How a principal has access.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GrantedAccess {
    /// The statements that let it in.
    pub through: Vec<Deciding>,
    /// The conditions that its requests must satisfy, now or later; `None` if there are none.
    pub conditions: Option<Residual>,
}

/// How these grants give access, to some request from now on; `None` if every request is denied.
pub(crate) fn granted(cx: &Context<'_>, grants: &Grants, checks: &[Check]) -> Option<GrantedAccess> {
    let Partial { decision, through } = Circumstances::ANY.decide(grants, checks, None, cx.now);
    let conditions = match decision {
        PartialDecision::Allowed => None,
        PartialDecision::Conditional(residual) => Some(residual),
        PartialDecision::Denied => return None,
    };
    Some(GrantedAccess { through, conditions })
}
