//! The subject of a question about access.

use crate::{
    CoreError, Thing,
    engine::{Context, Grants, Identity},
    ops::{roles, users},
};
use std::{borrow::Cow, sync::Arc};
use strongroom_domain::{FieldError, RoleName, UserName};
use strongroom_trail::Detail;

/// A user or a role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PolicySubject {
    /// A user.
    User(UserName),
    /// A role, for its sessions.
    Role(RoleName),
}

impl PolicySubject {
    /// Reads `role/<name>`, `user/<name>`, an ARN that ends in one of them, or a user's name.
    ///
    /// # Errors
    /// No possible name.
    pub fn parse(text: &str) -> Result<Self, FieldError> {
        let text = text.trim();
        let relative =
            text.strip_prefix("acs:ram::").and_then(|rest| rest.split_once(':')).map_or(text, |(_, rest)| rest);
        match relative.split_once('/') {
            Some(("role", name)) => Ok(Self::Role(RoleName::new(name)?)),
            Some(("user", name)) => Ok(Self::User(UserName::new(name)?)),
            _ => Ok(Self::User(UserName::new(relative)?)),
        }
    }

    /// What a policy's `Resource` is matched with. Questions about a role need the right for every user: the actions
    /// are about users.
    pub(crate) fn resource(&self) -> Option<Cow<'_, str>> {
        match self {
            Self::User(name) => Some(name.as_str().into()),
            Self::Role(_) => None,
        }
    }

    /// What decides about it, as of now.
    pub(crate) async fn grants(&self, cx: &mut Context<'_>) -> Result<Arc<Grants>, CoreError> {
        let (identity, missing) = match self {
            Self::User(name) => (Identity::User(users::by_name(cx, name).await?.id), Thing::User),
            Self::Role(name) => {
                cx.note(Detail::Role, name.as_str());
                (Identity::Role(roles::by_name(cx, name).await?.id), Thing::Role)
            }
        };
        cx.vault.grants(cx.store(), identity, cx.uptime).await?.ok_or(CoreError::NotFound(missing))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn names_and_arns() {
        let user = PolicySubject::User(UserName::new("bob").unwrap());
        let role = PolicySubject::Role(RoleName::new("Deploy").unwrap());
        for text in ["bob", " bob ", "user/bob", "acs:ram::1000000000000001:user/bob"] {
            assert_eq!(PolicySubject::parse(text).unwrap(), user, "{text}");
        }
        for text in ["role/Deploy", "acs:ram::1000000000000001:role/Deploy"] {
            assert_eq!(PolicySubject::parse(text).unwrap(), role, "{text}");
        }
        for text in ["", "role/", "group/ops", "acs:ram::1:policy/x", "a/b/c", "acs:kms:local:1:secret/x"] {
            assert!(PolicySubject::parse(text).is_err(), "{text}");
        }
    }
}
