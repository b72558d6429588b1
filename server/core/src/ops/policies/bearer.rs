//! Who can have policies.

use strongroom_domain::{GroupName, RoleName, UserName};

/// Who can have policies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Bearer {
    /// A user.
    User(UserName),
    /// A group; its members have its policies too.
    Group(GroupName),
    /// A role; its sessions have its policies and no others.
    Role(RoleName),
}

impl Bearer {
    pub(super) fn name(&self) -> &str {
        match self {
            Self::User(name) => name.as_str(),
            Self::Group(name) => name.as_str(),
            Self::Role(name) => name.as_str(),
        }
    }
}
