//! The installation, secrets with their versions, and customer master keys.

use super::{
    Authenticate, Encoder, OwnPolicy,
    encoding::{Encode, authenticate},
};
use strongroom_domain::{
    CmkId, Description, InstallationId, KeyState, LabelMap, OfferedVersion, SecretId, SecretKind, SecretName, Since,
    Tags, Timestamp, ValueType, VersionId,
};

/// This installation. One row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InstallationRow {
    /// Its id, bound into every ciphertext.
    pub id: InstallationId,
    /// Account id, sixteen digits.
    pub account: String,
    /// Region, such as `local`.
    pub region: String,
    /// When it was created.
    pub created: Timestamp,
    /// Tells the right root key from a wrong one.
    pub check: [u8; 32],
    /// The encoding that all rows are authenticated with: [`super::ENCODING`], unless an earlier program wrote them.
    pub encoding: u32,
}

/// The installation key, encrypted with one of the root keys that open the installation. Earlier programs made installations
/// without such a row: their root key is the installation key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RootKeyRow {
    /// Public value that tells this root key from the others.
    pub check: [u8; 32],
    /// The encrypted installation key.
    pub wrapped: Ciphertext,
    /// When it was added.
    pub created: Timestamp,
}

/// A secret without its values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecretRow {
    /// Id.
    pub id: SecretId,
    /// Kind.
    pub kind: SecretKind,
    /// Unique name.
    pub name: SecretName,
    /// Free text.
    pub description: Description,
    /// Customer master key new versions are encrypted with.
    pub cmk: CmkId,
    /// Whether the caller chose that key; otherwise it is the default.
    pub own_cmk: bool,
    /// Tags.
    pub tags: Tags,
    /// Labels.
    pub labels: LabelMap,
    /// The version that part of the readers are given as the current one, while a rotation rolls out.
    pub offered: Option<Box<OfferedVersion>>,
    /// Number given to the last version; the next one gets one more.
    pub last_ordinal: u64,
    /// Name of the user who created it.
    pub creator: String,
    /// When it was created.
    pub created: Timestamp,
    /// When anything about it last changed.
    pub updated: Timestamp,
    /// End of the recovery window, if it is scheduled for deletion.
    pub delete_at: Option<Timestamp>,
    /// Its own policy; without one, nothing is granted and nothing is denied.
    pub policy: Option<OwnPolicy>,
    /// Starts at 1, one more with each change.
    pub revision: u64,
}

/// One version of a secret, encrypted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionRow {
    /// Whose.
    pub secret: SecretId,
    /// Id, chosen by the caller.
    pub id: VersionId,
    /// 1 for the first version of the secret, rising; the `v41` of the console.
    pub ordinal: u64,
    /// Type.
    pub value_type: ValueType,
    /// Keyed fingerprint of type and value, to notice the same value put again.
    pub fingerprint: [u8; 16],
    /// Envelope of the value.
    pub value: Ciphertext,
    /// Envelope of the outline: names of the keys of a JSON value with a keyed fingerprint each.
    pub outline: Ciphertext,
    /// Name of the user who put it.
    pub creator: String,
    /// When.
    pub created: Timestamp,
    /// By whom it was revoked, and when. Nobody reads it then but by a right of its own.
    pub revoked: Option<Box<Since<String>>>,
}

/// Bytes of an envelope; shows only its length.
#[derive(Clone, PartialEq, Eq)]
pub struct Ciphertext(pub Vec<u8>);

impl std::fmt::Debug for Ciphertext {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} bytes encrypted", self.0.len())
    }
}

/// A customer master key without its material.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CmkRow {
    /// Id.
    pub id: CmkId,
    /// Free text.
    pub description: Description,
    /// The account's default key in its region.
    pub default: bool,
    /// State.
    pub state: KeyState,
    /// Version new data keys are wrapped with.
    pub primary_version: u32,
    /// Name of the user who created it.
    pub creator: String,
    /// When it was created.
    pub created: Timestamp,
    /// When its last version was added.
    pub rotated: Timestamp,
    /// Its own policy.
    pub policy: Option<OwnPolicy>,
    /// Starts at 1, one more with each change.
    pub revision: u64,
}

/// One version of a customer master key. Its envelope is encrypted under the root key and bound to id and version; the row MAC
/// covers the whole row like any other, so that no row is an exception.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CmkVersionRow {
    /// Whose.
    pub cmk: CmkId,
    /// From 1.
    pub version: u32,
    /// Envelope of the key.
    pub encrypted: Ciphertext,
    /// When it was created.
    pub created: Timestamp,
}

/// The end of a customer master key that is scheduled for deletion. It counts only while the key is disabled and has exactly the
/// revision that this row names. So a row that was put back into the database has no effect, and without its row the key stays
/// disabled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CmkDeletionRow {
    /// Whose.
    pub cmk: CmkId,
    /// Revision of the key's row.
    pub key_revision: u64,
    /// State of the key before, which it returns to if it is kept.
    pub state_before: KeyState,
    /// When it was requested.
    pub requested: Timestamp,
    /// When the key is removed.
    pub delete_at: Timestamp,
}

authenticate!(InstallationRow, "installation", 2, |i| i.id, { id, account, region, created, check, encoding });

authenticate!(RootKeyRow, "root_key", 2, |k| k.created.rfc3339_seconds(), { check, wrapped, created });

authenticate!(SecretRow, "secret", 3, |s| s.name, {
    id, kind, name, description, cmk, own_cmk, tags, labels, offered, last_ordinal, creator, created, updated, delete_at, policy,
    revision
});

authenticate!(VersionRow, "secret_version", 3, |v| format!("{} of secret {}", v.id, v.secret), {
    secret, id, ordinal, value_type, fingerprint, value, outline, creator, created, revoked
});

authenticate!(CmkRow, "cmk", 2, |c| c.id, {
    id, description, default, state, primary_version, creator, created, rotated, policy, revision
});

authenticate!(CmkDeletionRow, "cmk_deletion", 2, |d| d.cmk, { cmk, key_revision, state_before, requested, delete_at });

authenticate!(CmkVersionRow, "cmk_version", 2, |v| format!("{} v{}", v.cmk, v.version), { cmk, version, encrypted, created });
