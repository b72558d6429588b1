//! ListSecretReaders: the users and roles that may read a secret.

use super::reads::{last_reads, read_checks};
use crate::{
    CoreError,
    engine::{Context, Done, Run},
    ops::principals::{ReaderKind, Scan, each_principal, through},
};
use std::borrow::Cow;
use strongroom_domain::{Action, EventField, SecretName, Timestamp, UserName};
use strongroom_policy::Deciding;

/// Lists users, and after the last of them roles, that may read a secret's current value.
pub struct ListSecretReaders {
    /// Which secret.
    pub name: SecretName,
    /// Go on after this user.
    pub after: Option<UserName>,
}

/// A user or role that may read.
#[derive(Clone, Debug)]
pub struct SecretReader {
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
    type Output = Scan<SecretReader, UserName>;

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
        let scan = each_principal(cx, self.after.clone(), |name, kind, grants| {
            let through = through(cx, grants, &checks)?;
            let last_read = if kind == ReaderKind::Role { of_role(&name) } else { reads.get(&name).copied() };
            Some(SecretReader { name, kind, through, last_read })
        });
        Ok(Done::read(scan.await?))
    }
}
