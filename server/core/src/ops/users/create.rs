//! CreateUser.

use super::password;
use crate::{
    CoreError,
    engine::{Context, Done, Run},
    ports::{Change, Expect},
    rows::{Sealed, UserRow},
};
use std::borrow::Cow;
use strongroom_crypto::Plaintext;
use strongroom_domain::{Action, FieldError, Role, UserId, UserName};
use strongroom_trail::Detail;

/// Most patterns of a reader.
const PATTERNS: usize = 100;

/// Request: a person with a password, or an application without.
pub struct CreateUser {
    /// Unique name.
    pub name: UserName,
    /// What it may do.
    pub role: Role,
    /// Console password; none for an application.
    pub password: Option<Plaintext>,
}

impl Run for CreateUser {
    type Output = UserId;

    fn action(&self) -> Action {
        Action::CreateUser
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.name.as_str().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<UserId>, CoreError> {
        check_role(&self.role)?;
        if cx.store().user_by_name(&self.name).await?.is_some() {
            return Err(CoreError::Exists("a user of this name"));
        }
        let password = match &self.password {
            Some(password) => Some(password::hash(password).await?),
            None => None,
        };
        let id = UserId(crate::random::id(cx.now)?);
        let row = UserRow {
            id,
            name: self.name.clone(),
            role: self.role.clone(),
            password,
            created: cx.now,
            revision: 1,
            mac: [0; 32],
        };
        cx.note(Detail::Role, role_text(&self.role));
        Ok(Done::changed(id, vec![Change::PutUser(row.seal(&cx.vault.keyring), Expect::Absent)]))
    }
}

pub(super) fn check_role(role: &Role) -> Result<(), FieldError> {
    match role {
        Role::Reader { secrets } if secrets.is_empty() || secrets.len() > PATTERNS => {
            Err(FieldError::new("Secrets", "must name 1 to 100 secrets or prefixes"))
        }
        _ => Ok(()),
    }
}

pub(super) fn role_text(role: &Role) -> String {
    match role {
        Role::Reader { secrets } => {
            format!("reader of {}", secrets.iter().map(|p| p.as_str()).collect::<Vec<_>>().join(", "))
        }
        other => other.word().to_owned(),
    }
}
