//! Targets of rotations.

use crate::rows::TargetRow;
use strongroom_domain::{AccountName, DatabaseName, TargetHost, TargetId, TargetKind, TargetName, Timestamp, Trust};

/// A target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TargetFacts {
    /// Id, which another target of this name does not have.
    pub id: TargetId,
    /// Unique name, ignoring letter case.
    pub name: TargetName,
    /// Kind.
    pub kind: TargetKind,
    /// Where it is.
    pub host: TargetHost,
    /// Port.
    pub port: u16,
    /// Database to connect to.
    pub database: Option<DatabaseName>,
    /// How it proves itself.
    pub trust: Trust,
    /// The account that may change the others.
    pub manager: Option<AccountName>,
    /// Name of the user who created it.
    pub creator: String,
    /// When it was created.
    pub created: Timestamp,
    /// When anything about it last changed.
    pub updated: Timestamp,
    /// For changes that must not overwrite another's.
    pub revision: u64,
}

impl From<TargetRow> for TargetFacts {
    fn from(row: TargetRow) -> Self {
        let TargetRow { id, name, kind, host, port, database, trust, manager, creator, created, updated, revision } =
            row;
        let manager = manager.map(|manager| manager.account);
        Self { id, name, kind, host, port, database, trust, manager, creator, created, updated, revision }
    }
}
