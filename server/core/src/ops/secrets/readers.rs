//! Who may read a secret, and what a user may read: the two directions of the same question.

use crate::{
    CoreError,
    engine::{Asked, Context, Done, Loaded, Run},
    ops::{
        everybody::{PAGE, ReaderKind, SCAN, Scan, everybody, through},
        policies::Whom,
    },
    ports::{Position, SecretSlice},
    rows::Sealed,
};
use std::{borrow::Cow, collections::HashMap};
use strongroom_domain::{
    Action, EventField, EventFilter, SecretFilter, SecretName, SecretSort, SecretState, Timestamp, UserName,
};
use strongroom_policy::{Check, Deciding};

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
    /// When it last read a value of the secret; of a role, when a session of it did.
    pub last_read: Option<Timestamp>,
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
        let reads = last_reads(cx, EventField::Resource, self.name.as_str(), EventField::Actor).await?;
        // The actor of a session is its role's name, a slash, and its own.
        let of_role = |name: &str| {
            let sessions =
                reads.iter().filter(|(actor, _)| actor.split_once('/').is_some_and(|(role, _)| role == name));
            sessions.map(|(_, time)| *time).max()
        };
        let scan = everybody(cx, self.after.clone(), |name, kind, grants| {
            let through = through(cx, grants, &checks)?;
            let last_read = if kind == ReaderKind::Role { of_role(&name) } else { reads.get(&name).copied() };
            Some(Reader { name, kind, through, last_read })
        });
        Ok(Done::read(scan.await?))
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
    /// When the user last read a value of it; not known of a role, whose sessions have names of their own.
    pub last_read: Option<Timestamp>,
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
        let reads = match &self.who {
            Whom::User(_) => last_reads(cx, EventField::Actor, &grants.name, EventField::Resource).await?,
            Whom::Role(_) => HashMap::new(),
        };
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
                    let last_read = reads.get(loaded.secret.name.as_str()).copied();
                    scan.found.push(Reached { name: loaded.secret.name, through, last_read });
                }
            }
            if scan.next.is_none() {
                break;
            }
        }
        Ok(Done::read(scan))
    }
}

/// When values were last read where `field` has this value, for each value of `by`.
async fn last_reads(
    cx: &Context<'_>,
    field: EventField,
    value: &str,
    by: EventField,
) -> Result<HashMap<String, Timestamp>, CoreError> {
    let read = (EventField::Action, Action::GetSecretValue.name().to_owned());
    let terms = vec![(field, value.to_owned()), read, (EventField::Result, "ok".to_owned())];
    Ok(cx.store().newest_events(&EventFilter { terms, write: None }, by).await?)
}

/// What reading the current value of a secret asks for.
fn read_checks(cx: &Context<'_>, loaded: &Loaded) -> Vec<Check> {
    let name = loaded.secret.name.as_str();
    let action = Action::GetSecretValue;
    let asked = Asked { action, resource: Some(name), secret: Some(loaded), trust: None, keys: Vec::new() };
    asked.checks(&cx.vault)
}
