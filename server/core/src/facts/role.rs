//! Roles.

use crate::rows::RoleRow;
use strongroom_domain::{Comments, PolicyRef, RoleId, RoleName, Since, Timestamp};

/// A role: rights that users and other roles take on for a while.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleFacts {
    /// Id.
    pub id: RoleId,
    /// Unique name, ignoring letter case; never changes.
    pub name: RoleName,
    /// Free text.
    pub description: Comments,
    /// Who may assume it: a trust policy, JSON.
    pub trust: String,
    /// Longest role session, in seconds.
    pub max_session_s: u32,
    /// Its policies, sorted.
    pub policies: Vec<Since<PolicyRef>>,
    /// When it was made.
    pub created: Timestamp,
    /// When anything about it last changed.
    pub updated: Timestamp,
    /// For changes that must not overwrite another's.
    pub revision: u64,
}

impl From<RoleRow> for RoleFacts {
    fn from(row: RoleRow) -> Self {
        let RoleRow { id, name, description, trust, max_session_s, policies, created, updated, revision, .. } = row;
        let trust = trust.document().to_owned();
        Self { id, name, description, trust, max_session_s, policies, created, updated, revision }
    }
}
