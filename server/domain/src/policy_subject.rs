//! The subject of a question about access.

use crate::{FieldError, RoleName, UserName};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A user or a role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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

    /// The name without its kind.
    pub fn name(&self) -> &str {
        match self {
            Self::User(name) => name.as_str(),
            Self::Role(name) => name.as_str(),
        }
    }
}

/// `user/<name>` or `role/<name>`.
impl fmt::Display for PolicySubject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::User(name) => write!(f, "user/{name}"),
            Self::Role(name) => write!(f, "role/{name}"),
        }
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
        for subject in [user, role] {
            assert_eq!(PolicySubject::parse(&subject.to_string()).unwrap(), subject);
        }
        for text in ["", "role/", "group/ops", "acs:ram::1:policy/x", "a/b/c", "acs:kms:local:1:secret/x"] {
            assert!(PolicySubject::parse(text).is_err(), "{text}");
        }
    }
}
