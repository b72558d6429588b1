//! What a secret is, as far as the server treats it in a special way.

use serde::{Deserialize, Serialize};

/// Kind of a secret. Each surface has words of its own for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum SecretKind {
    /// Any text or bytes; the server knows nothing about their meaning.
    Generic,
    /// An account of a database.
    Rds,
    /// An account of a PolarDB cluster, which speaks a database's protocol.
    PolarDb,
    /// An account of a Redis server.
    Redis,
    /// An account of a host: a password or an SSH key pair.
    Ecs,
    /// An access key of a user of an access management service.
    RamCredentials,
}

impl SecretKind {
    /// Every kind.
    pub const ALL: [Self; 6] = [Self::Generic, Self::Rds, Self::PolarDb, Self::Redis, Self::Ecs, Self::RamCredentials];

    /// Stable number, for the store.
    pub fn code(self) -> u8 {
        match self {
            Self::Generic => 1,
            Self::Rds => 2,
            Self::PolarDb => 3,
            Self::Redis => 4,
            Self::Ecs => 5,
            Self::RamCredentials => 6,
        }
    }

    /// The kind of a number.
    pub fn from_code(code: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Whether the server itself sets its values, by rotations. Callers set those of the others.
    pub fn is_managed(self) -> bool {
        self != Self::Generic
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_stable() {
        assert_eq!(SecretKind::ALL.map(SecretKind::code), [1, 2, 3, 4, 5, 6]);
        assert_eq!(SecretKind::ALL.map(|kind| SecretKind::from_code(kind.code())), SecretKind::ALL.map(Some));
        assert_eq!((SecretKind::from_code(0), SecretKind::from_code(7)), (None, None));
    }
}
