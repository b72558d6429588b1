//! Who acts, and from where.

use crate::{AccessKeyId, RoleId, RoleName, SessionName, Timestamp, UserId, UserName};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Where a request came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Surface {
    /// The web console.
    Console,
    /// Alibaba Cloud's HTTP API.
    Aliyun,
    /// The command line of the server itself.
    CommandLine,
    /// Work of the server itself.
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
    /// Not authenticated: a failed sign-in or signature.
    Anonymous,
    /// A RAM user: a person or an application.
    User,
    /// The server itself.
    System,
    /// A session of a role.
    Role,
}

impl PrincipalKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Anonymous, Self::User, Self::System, Self::Role];

    /// Stable number in encoded events.
    pub fn code(self) -> u8 {
        match self {
            Self::Anonymous => 0,
            Self::User => 1,
            Self::System => 2,
            Self::Role => 3,
        }
    }
}

/// Who acts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Principal {
    /// Kind.
    pub kind: PrincipalKind,
    /// The user's id; all zero for role sessions, the system and anonymous callers.
    pub id: UserId,
    /// The name shown in events; of a session `role/session`. For a failed sign-in, the name that was tried if it exists.
    pub name: String,
    /// The AccessKey that signed, if one did.
    pub access_key: Option<AccessKeyId>,
    /// The session, if it is one of a role.
    pub session: Option<RoleSession>,
}

/// What decides about a session of a role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleSession {
    /// The role.
    pub role: RoleId,
    /// When it ends, and with it every session it starts.
    pub expires: Timestamp,
    /// Narrows what the role may do: a document, JSON.
    pub policy: Option<Box<str>>,
}

/// A user or role behind its name: what the names in a policy were bound to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PrincipalId {
    /// A user.
    User(UserId),
    /// A role.
    Role(RoleId),
}

impl fmt::Display for PrincipalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::User(id) => write!(f, "user/{id}"),
            Self::Role(id) => write!(f, "role/{id}"),
        }
    }
}

impl Principal {
    /// A RAM user.
    pub fn user(id: UserId, name: &UserName, access_key: Option<AccessKeyId>) -> Self {
        Self { kind: PrincipalKind::User, id, name: name.to_string(), access_key, session: None }
    }

    /// A session of a role.
    pub fn role(role: &RoleName, name: &SessionName, session: RoleSession, access_key: AccessKeyId) -> Self {
        Self {
            kind: PrincipalKind::Role,
            id: UserId([0; 16]),
            name: format!("{role}/{name}"),
            access_key: Some(access_key),
            session: Some(session),
        }
    }

    /// The server itself.
    pub fn system() -> Self {
        Self::without_rights(PrincipalKind::System, "strongroom")
    }

    /// The part of the server that rotates secrets. No user can have this name.
    pub fn rotator() -> Self {
        Self::without_rights(PrincipalKind::System, "strongroom:rotator")
    }

    /// The part of the server that delivers notices. No user can have this name.
    pub fn notifier() -> Self {
        Self::without_rights(PrincipalKind::System, "strongroom:notifier")
    }

    /// Whoever runs a command of the server with its root key. No user can have this name.
    pub fn root_key_holder() -> Self {
        Self::without_rights(PrincipalKind::System, "root key holder")
    }

    /// Not authenticated; `name` is what was claimed, empty when it is not known to exist.
    pub fn anonymous(name: &str) -> Self {
        Self::without_rights(PrincipalKind::Anonymous, name)
    }

    fn without_rights(kind: PrincipalKind, name: &str) -> Self {
        Self { kind, id: UserId([0; 16]), name: name.to_owned(), access_key: None, session: None }
    }
}
