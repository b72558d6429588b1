//! ListSecretReaders: the users and roles that may read a secret.

use super::reads::{last_reads, read_checks};
use crate::{
    CoreError,
    engine::{Context, Done, Run},
    ops::principals::{GrantedAccess, ReaderKind, Scan, each_principal, granted},
};
use std::borrow::Cow;
use strongroom_domain::{Action, EventField, SecretName, Timestamp, UserName};

/// Lists users, and after the last of them roles, that may read a secret's current value,
/// now or later, whatever the conditions.
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
    /// Through which statements, and under which conditions.
    pub access: GrantedAccess,
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
            let access = granted(cx, grants, &checks)?;
            let last_read = if kind == ReaderKind::Role { of_role(&name) } else { reads.get(&name).copied() };
            Some(SecretReader { name, kind, access, last_read })
        });
        Ok(Done::read(scan.await?))
    }
}
