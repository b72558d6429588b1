//! Who may read a secret, and what a user may read: the two directions of the same question.

use crate::{
    CoreError,
    engine::{Asked, Context, Done, Grants, Identity, Loaded, Run, context_of},
    ops::policies::Whom,
    ports::{Holders, Position, SecretSlice},
    rows::Sealed,
};
use std::{borrow::Cow, sync::Arc};
use strongroom_domain::{Action, SecretFilter, SecretName, SecretSort, SecretState, UserName};
use strongroom_policy::{Check, Deciding, Decision, Request, deciding, evaluate};

/// Users or secrets looked at in one call.
const SCAN: u32 = 1_000;
/// Read from the store at once.
const PAGE: u32 = 100;

/// Lists users, and after the last of them roles, that may read a secret's current value.
pub struct ListSecretReaders {
    /// Which secret.
    pub name: SecretName,
    /// Go on after this user.
    pub after: Option<UserName>,
}

/// Somebody who may read.
#[derive(Clone, Debug)]
pub struct Reader {
    /// Name of the user or role.
    pub name: String,
    /// What it is.
    pub kind: ReaderKind,
    /// The statements that let it in.
    pub through: Vec<Deciding>,
}

/// What somebody who may read is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReaderKind {
    /// A user with a console password.
    Person,
    /// A user without.
    Application,
    /// A role: whoever assumes it.
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

impl Run for ListSecretReaders {
    type Output = Scan<Reader, UserName>;

    fn action(&self) -> Action {
        Action::ListSecretReaders
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.name.as_str().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<Self::Output>, CoreError> {
        let loaded = cx.secret(&self.name).await?;
        let checks = read_checks(cx, &loaded);
        let mut scan = Scan { found: Vec::new(), looked_at: 0, next: self.after.clone() };
        while scan.looked_at < SCAN {
            let users = cx.store().users(&Holders::All, scan.next.as_ref(), PAGE).await?;
            scan.next = users.last().map(|user| user.name.clone()).filter(|_| users.len() == PAGE as usize);
            for user in users {
                scan.looked_at += 1;
                let user = user.check(&cx.vault.keyring)?;
                let Some(grants) = cx.vault.grants(cx.store(), Identity::User(user.id), cx.now.0).await? else {
                    continue;
                };
                if let Some(through) = through(cx, &grants, &checks) {
                    let kind = if user.password.is_some() { ReaderKind::Person } else { ReaderKind::Application };
                    scan.found.push(Reader { name: user.name.into(), kind, through });
                }
            }
            if scan.next.is_none() {
                scan.found.extend(roles(cx, &checks).await?);
                break;
            }
        }
        Ok(Done::read(scan))
    }
}

/// Lists secrets whose current value a user or role may read.
pub struct ListReach {
    /// Who.
    pub who: Whom,
    /// Go on after this secret.
    pub after: Option<SecretName>,
}

/// A secret that may be read.
#[derive(Clone, Debug)]
pub struct Reached {
    /// Which.
    pub name: SecretName,
    /// The statements that let it in.
    pub through: Vec<Deciding>,
}

impl Run for ListReach {
    type Output = Scan<Reached, SecretName>;

    fn action(&self) -> Action {
        Action::ListReach
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        self.who.resource()
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<Self::Output>, CoreError> {
        let grants = self.who.grants(cx).await?;
        let filter = SecretFilter { state: Some(SecretState::Active), ..SecretFilter::default() };
        let mut scan = Scan { found: Vec::new(), looked_at: 0, next: None };
        let mut at = self.after.as_ref().map(|name| Position { key: name.to_string(), id: [0xff; 16] });
        while scan.looked_at < SCAN {
            let page = cx.store().secrets(&filter, SecretSort::Name, &SecretSlice::After(at), PAGE).await?;
            scan.next = page.rows.last().map(|row| row.name.clone()).filter(|_| page.more);
            at = page.rows.last().map(|row| Position { key: row.name.to_string(), id: row.id.0 });
            for row in page.rows {
                scan.looked_at += 1;
                let loaded = Loaded::without_versions(row.check(&cx.vault.keyring)?, &cx.vault);
                if let Some(through) = through(cx, &grants, &read_checks(cx, &loaded)) {
                    scan.found.push(Reached { name: loaded.secret.name, through });
                }
            }
            if scan.next.is_none() {
                break;
            }
        }
        Ok(Done::read(scan))
    }
}

/// Roles that may read; an account has [`strongroom_domain::limits::ROLES`] at most.
async fn roles(cx: &Context<'_>, checks: &[Check]) -> Result<Vec<Reader>, CoreError> {
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let roles = cx.store().roles(&Holders::All, after.as_ref(), PAGE).await?;
        after = roles.last().map(|role| role.name.clone()).filter(|_| roles.len() == PAGE as usize);
        for role in roles {
            let role = role.check(&cx.vault.keyring)?;
            let Some(grants) = cx.vault.grants(cx.store(), Identity::Role(role.id), cx.now.0).await? else { continue };
            if let Some(through) = through(cx, &grants, checks) {
                found.push(Reader { name: role.name.into(), kind: ReaderKind::Role, through });
            }
        }
        if after.is_none() {
            return Ok(found);
        }
    }
}

/// What reading the current value of a secret asks for.
fn read_checks(cx: &Context<'_>, loaded: &Loaded) -> Vec<Check> {
    let name = loaded.secret.name.as_str();
    let action = Action::GetSecretValue;
    let asked = Asked { action, resource: Some(name), secret: Some(loaded), trust: None, keys: Vec::new() };
    asked.checks(&cx.vault)
}

/// The statements that let somebody in; none when they do not. Time is now, the address is not known.
fn through(cx: &Context<'_>, grants: &Arc<Grants>, checks: &[Check]) -> Option<Vec<Deciding>> {
    let context = context_of(grants, cx.now, None);
    let request = Request { caller: &grants.caller, policies: &grants.policies, context: &context, checks };
    (evaluate(&request) == Decision::Allow).then(|| deciding(&request, Decision::Allow))
}
