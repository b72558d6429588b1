//! Secrets and their versions without values.

use crate::rows::SecretRow;
use strongroom_domain::{
    CmkId, Description, SecretId, SecretKind, SecretName, Since, Stage, Tags, Timestamp, ValueType, VersionId,
};

/// A secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecretFacts {
    /// Id, which another secret of this name does not have.
    pub id: SecretId,
    /// Unique name.
    pub name: SecretName,
    /// Kind.
    pub kind: SecretKind,
    /// Free text.
    pub description: Description,
    /// Customer master key new versions are encrypted with.
    pub cmk: CmkId,
    /// Whether the caller named that key; otherwise it is the default.
    pub own_cmk: bool,
    /// Tags.
    pub tags: Tags,
    /// Number given to the last version.
    pub last_ordinal: u64,
    /// Name of the user who made it.
    pub creator: String,
    /// When it was made.
    pub created: Timestamp,
    /// When anything about it last changed.
    pub updated: Timestamp,
    /// End of the recovery window, when it is scheduled for deletion.
    pub delete_at: Option<Timestamp>,
    /// For changes that must not overwrite another's.
    pub revision: u64,
}

impl From<SecretRow> for SecretFacts {
    fn from(row: SecretRow) -> Self {
        let SecretRow {
            id,
            name,
            kind,
            description,
            cmk,
            own_cmk,
            tags,
            last_ordinal,
            creator,
            created,
            updated,
            delete_at,
            revision,
            ..
        } = row;
        Self {
            id,
            name,
            kind,
            description,
            cmk,
            own_cmk,
            tags,
            last_ordinal,
            creator,
            created,
            updated,
            delete_at,
            revision,
        }
    }
}

/// What is known about a version without opening it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionFacts {
    /// Id.
    pub id: VersionId,
    /// Number in the secret.
    pub ordinal: u64,
    /// Type.
    pub value_type: ValueType,
    /// Labels, service labels first.
    pub stages: Vec<Stage>,
    /// Who put it.
    pub creator: String,
    /// When.
    pub created: Timestamp,
    /// Key it is encrypted with, and that key's version.
    pub cmk: (CmkId, u32),
    /// By whom it was revoked, and when.
    pub revoked: Option<Since<String>>,
}
