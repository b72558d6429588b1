//! Customer master keys without their material.

use crate::rows::CmkRow;
use strongroom_domain::{CmkId, Description, KeyState, Timestamp};

/// A customer master key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyFacts {
    /// Id.
    pub id: CmkId,
    /// ARN.
    pub arn: String,
    /// Free text.
    pub description: Description,
    /// Whether it is the account's default key.
    pub default: bool,
    /// State; disabled while it waits for its deletion.
    pub state: KeyState,
    /// When it is removed, if it is scheduled for deletion.
    pub delete_at: Option<Timestamp>,
    /// Version that new versions of secrets are encrypted with.
    pub primary_version: u32,
    /// Secrets whose new versions use it.
    pub secrets: u64,
    /// Name of the user who made it.
    pub creator: String,
    /// When it was made.
    pub created: Timestamp,
    /// When its last version was added.
    pub rotated: Timestamp,
    /// Revision, to detect concurrent changes.
    pub revision: u64,
}

impl KeyFacts {
    /// From a row, with facts that are not in it.
    pub(crate) fn of(row: &CmkRow, delete_at: Option<Timestamp>, arn: String, secrets: u64) -> Self {
        Self {
            id: row.id,
            arn,
            description: row.description.clone(),
            default: row.default,
            state: row.state,
            delete_at,
            primary_version: row.primary_version,
            secrets,
            creator: row.creator.clone(),
            created: row.created,
            rotated: row.rotated,
            revision: row.revision,
        }
    }
}
