//! Users.

use crate::rows::UserRow;
use strongroom_domain::{Comments, Federated, PolicyRef, Since, Timestamp, UserId, UserName};

/// A user: a person with a password, or an application with AccessKeys only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserFacts {
    /// Id.
    pub id: UserId,
    /// Unique name, ignoring letter case.
    pub name: UserName,
    /// Display name; may be empty.
    pub display_name: Comments,
    /// Free text.
    pub comments: Comments,
    /// Policies of its own, sorted.
    pub policies: Vec<Since<PolicyRef>>,
    /// Whether it has a console password.
    pub has_password: bool,
    /// Whether it has a second factor.
    pub has_factor: bool,
    /// Who it is at an identity provider, when it was made by signing in there.
    pub federated: Option<Federated>,
    /// When it was made.
    pub created: Timestamp,
    /// When anything about it last changed.
    pub updated: Timestamp,
    /// Revision, to detect concurrent changes.
    pub revision: u64,
    /// When its person last signed in to the console, if that is known; up to a minute late on other nodes.
    pub signed_in: Option<Timestamp>,
}

impl From<UserRow> for UserFacts {
    fn from(row: UserRow) -> Self {
        Self {
            id: row.id,
            name: row.name,
            display_name: row.display_name,
            comments: row.comments,
            policies: row.policies,
            has_password: row.password.is_some(),
            has_factor: row.mfa.is_some(),
            federated: row.federated,
            created: row.created,
            updated: row.updated,
            revision: row.revision,
            signed_in: row.signed_in,
        }
    }
}
