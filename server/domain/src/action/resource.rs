//! What actions are done to.

use serde::{Deserialize, Serialize};

/// Kind of the thing an action is done to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ResourceKind {
    /// A secret, named by its path.
    Secret,
    /// A customer master key, named by its id.
    Key,
    /// A RAM user or one of its AccessKeys, named by the user.
    User,
    /// A group of RAM users.
    Group,
    /// A policy that users, groups and roles can have.
    Policy,
    /// A role that users and other roles can assume.
    Role,
    /// The audit trail.
    Trail,
    /// This installation.
    System,
    /// A target of rotations.
    Target,
    /// A channel that notices go through.
    Channel,
}

impl ResourceKind {
    /// Every kind.
    pub const ALL: [Self; 10] = [
        Self::Secret,
        Self::Key,
        Self::User,
        Self::Group,
        Self::Policy,
        Self::Role,
        Self::Trail,
        Self::System,
        Self::Target,
        Self::Channel,
    ];

    /// Stable number in encoded events.
    pub fn code(self) -> u8 {
        match self {
            Self::Secret => 1,
            Self::Key => 2,
            Self::User => 3,
            Self::Trail => 4,
            Self::System => 5,
            Self::Group => 6,
            Self::Policy => 7,
            Self::Role => 8,
            Self::Target => 9,
            Self::Channel => 12,
        }
    }

    /// The kind of a number, if known.
    pub fn from_code(code: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.code() == code)
    }

    /// The vendor's type name, as ActionTrail writes it.
    pub fn type_name(self) -> &'static str {
        match self {
            Self::Secret => "ACS::KMS::Secret",
            Self::Key => "ACS::KMS::Key",
            Self::User => "ACS::RAM::User",
            Self::Group => "ACS::RAM::Group",
            Self::Policy => "ACS::RAM::Policy",
            Self::Role => "ACS::RAM::Role",
            Self::Trail => "ACS::ActionTrail::Trail",
            Self::System => "Strongroom::Installation",
            Self::Target => "Strongroom::Target",
            Self::Channel => "Strongroom::NotificationChannel",
        }
    }
}
