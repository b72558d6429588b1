//! Who acts, and from where.

use crate::{AccessKeyId, SecretName, UserId, UserName};
use serde::{Deserialize, Serialize};

/// Where a request came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Surface {
    /// The web console.
    Console,
    /// Alibaba Cloud's HTTP API.
    Aliyun,
    /// The command line of the server itself.
    CommandLine,
    /// Work the server does by itself.
    Scheduler,
}

impl Surface {
    /// Every surface.
    pub const ALL: [Self; 4] = [Self::Console, Self::Aliyun, Self::CommandLine, Self::Scheduler];

    /// Stable number in encoded events.
    pub fn code(self) -> u8 {
        match self {
            Self::Console => 1,
            Self::Aliyun => 2,
            Self::CommandLine => 3,
            Self::Scheduler => 4,
        }
    }

    /// A word for people.
    pub fn word(self) -> &'static str {
        match self {
            Self::Console => "console",
            Self::Aliyun => "api",
            Self::CommandLine => "command line",
            Self::Scheduler => "scheduler",
        }
    }
}

/// Kind of principal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum PrincipalKind {
    /// Nobody proven: a failed sign-in or signature.
    Anonymous,
    /// A RAM user: a person or an application.
    User,
    /// The server itself.
    System,
}

impl PrincipalKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Anonymous, Self::User, Self::System];

    /// Stable number in encoded events.
    pub fn code(self) -> u8 {
        match self {
            Self::Anonymous => 0,
            Self::User => 1,
            Self::System => 2,
        }
    }
}

/// A secret's name, or a prefix of names ending in `*`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct NamePattern(Box<str>);

impl NamePattern {
    /// Checks a pattern: a secret's name, or the beginning of one and a final `*`.
    ///
    /// # Errors
    /// Names the rule it breaks.
    pub fn new(text: &str) -> Result<Self, crate::FieldError> {
        let stem = text.strip_suffix('*').unwrap_or(text);
        let alphabet = |c: char| c.is_ascii_alphanumeric() || "_/+=.-@".contains(c);
        let complete = text.ends_with('*') || SecretName::new(text).is_ok();
        if text.is_empty() || text.len() > 192 || !complete || !stem.chars().all(alphabet) {
            return Err(crate::FieldError::new(
                "Secrets",
                "each must be a secret's name, or its beginning followed by *",
            ));
        }
        Ok(Self(text.into()))
    }

    /// Whether `name` is meant.
    pub fn matches(&self, name: &str) -> bool {
        self.0.strip_suffix('*').map_or(*name == *self.0, |prefix| name.starts_with(prefix))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for NamePattern {
    type Error = crate::FieldError;
    fn try_from(text: String) -> Result<Self, crate::FieldError> {
        Self::new(&text)
    }
}

impl From<NamePattern> for String {
    fn from(pattern: NamePattern) -> String {
        pattern.0.into()
    }
}

/// What a user may do, until policies say it in full.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "role", rename_all = "lowercase")]
pub enum Role {
    /// Everything.
    Administrator,
    /// Facts and the audit trail; never a value, never a change.
    Auditor,
    /// The values of the secrets that match.
    Reader {
        /// At least one name or prefix.
        secrets: Vec<NamePattern>,
    },
}

impl Role {
    /// A word for people.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::Auditor => "auditor",
            Self::Reader { .. } => "reader",
        }
    }
}

/// Who acts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Principal {
    /// Kind.
    pub kind: PrincipalKind,
    /// The user's id; all zero for the system and for nobody.
    pub id: UserId,
    /// The name shown in events. For a failed sign-in, the name that was tried if it exists.
    pub name: String,
    /// The AccessKey that signed, if one did.
    pub access_key: Option<AccessKeyId>,
    /// What the user may do; nobody and the system have none.
    pub role: Option<Role>,
}

impl Principal {
    /// A RAM user.
    pub fn user(id: UserId, name: &UserName, role: Role, access_key: Option<AccessKeyId>) -> Self {
        Self { kind: PrincipalKind::User, id, name: name.to_string(), access_key, role: Some(role) }
    }

    /// The server itself.
    pub fn system() -> Self {
        Self {
            kind: PrincipalKind::System,
            id: UserId([0; 16]),
            name: "strongroom".to_owned(),
            access_key: None,
            role: None,
        }
    }

    /// Nobody proven; `name` is what was claimed, empty when it is not known to exist.
    pub fn anonymous(name: &str) -> Self {
        Self {
            kind: PrincipalKind::Anonymous,
            id: UserId([0; 16]),
            name: name.to_owned(),
            access_key: None,
            role: None,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn patterns() {
        assert!(NamePattern::new("a/b").unwrap().matches("a/b"));
        assert!(!NamePattern::new("a/b").unwrap().matches("a/bc"));
        assert!(NamePattern::new("a/*").unwrap().matches("a/bc"));
        assert!(!NamePattern::new("a/*").unwrap().matches("ab"));
        assert!(NamePattern::new("*").unwrap().matches("anything"));
        for bad in ["", "a*b", "a b", "a//b", "**", "<*"] {
            assert!(NamePattern::new(bad).is_err(), "{bad}");
        }
    }
}
