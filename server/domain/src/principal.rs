//! Who acts, and from where.

use crate::{AccessKeyId, UserId, UserName};
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
}

impl Principal {
    /// A RAM user.
    pub fn user(id: UserId, name: &UserName, access_key: Option<AccessKeyId>) -> Self {
        Self { kind: PrincipalKind::User, id, name: name.to_string(), access_key }
    }

    /// The server itself.
    pub fn system() -> Self {
        Self { kind: PrincipalKind::System, id: UserId([0; 16]), name: "strongroom".to_owned(), access_key: None }
    }

    /// Nobody proven; `name` is what was claimed, empty when it is not known to exist.
    pub fn anonymous(name: &str) -> Self {
        Self { kind: PrincipalKind::Anonymous, id: UserId([0; 16]), name: name.to_owned(), access_key: None }
    }
}
