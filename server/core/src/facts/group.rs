//! Groups.

use crate::rows::GroupRow;
use strongroom_domain::{Comments, GroupId, GroupName, PolicyRef, Since, Timestamp};

/// A group of users.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupFacts {
    /// Id.
    pub id: GroupId,
    /// Unique name, ignoring letter case.
    pub name: GroupName,
    /// Free text.
    pub comments: Comments,
    /// Its policies, sorted.
    pub policies: Vec<Since<PolicyRef>>,
    /// When it was made.
    pub created: Timestamp,
    /// When anything about it last changed.
    pub updated: Timestamp,
    /// Revision, to detect concurrent changes.
    pub revision: u64,
}

impl From<GroupRow> for GroupFacts {
    fn from(row: GroupRow) -> Self {
        let GroupRow { id, name, comments, policies, created, updated, revision } = row;
        Self { id, name, comments, policies, created, updated, revision }
    }
}
