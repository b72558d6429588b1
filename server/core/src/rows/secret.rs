//! The installation, secrets with their versions, and customer master keys.

use super::{Canonical, Sealed};
use strongroom_domain::{
    CmkId, Description, InstallationId, KeyState, LabelMap, SecretId, SecretName, Tags, Timestamp, ValueType, VersionId,
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
    /// When it was made.
    pub created: Timestamp,
    /// Tells the right root key from a wrong one.
    pub check: [u8; 32],
}

/// A secret without its values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecretRow {
    /// Id.
    pub id: SecretId,
    /// Unique name.
    pub name: SecretName,
    /// Free text.
    pub description: Description,
    /// Customer master key new versions are encrypted with.
    pub cmk: CmkId,
    /// Whether the caller named that key; otherwise it is the default.
    pub own_cmk: bool,
    /// Tags.
    pub tags: Tags,
    /// Labels.
    pub labels: LabelMap,
    /// Number given to the last version; the next one gets one more.
    pub last_ordinal: u64,
    /// Name of the user who made it.
    pub creator: String,
    /// When it was made.
    pub created: Timestamp,
    /// When anything about it last changed.
    pub updated: Timestamp,
    /// End of the recovery window, when it is scheduled for deletion.
    pub delete_at: Option<Timestamp>,
    /// Its own policy, JSON; none grants nothing and forbids nothing.
    pub policy: Option<Box<str>>,
    /// Starts at 1, one more with each change.
    pub revision: u64,
    /// MAC over all the above.
    pub mac: [u8; 32],
}

/// One version of a secret, sealed.
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
    /// MAC over all the above.
    pub mac: [u8; 32],
}

/// Bytes of an envelope; shows only its length.
#[derive(Clone, PartialEq, Eq)]
pub struct Ciphertext(pub Vec<u8>);

impl std::fmt::Debug for Ciphertext {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} bytes sealed", self.0.len())
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
    /// Name of the user who made it.
    pub creator: String,
    /// When it was made.
    pub created: Timestamp,
    /// When its last version was added.
    pub rotated: Timestamp,
    /// Its own policy, JSON.
    pub policy: Option<Box<str>>,
    /// Starts at 1, one more with each change.
    pub revision: u64,
    /// MAC over all the above.
    pub mac: [u8; 32],
}

/// One version of a customer master key, sealed under the root key (the seal binds id and version).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CmkVersionRow {
    /// Whose.
    pub cmk: CmkId,
    /// From 1.
    pub version: u32,
    /// Sealed key.
    pub sealed: Ciphertext,
    /// When it was made.
    pub created: Timestamp,
}

sealed!(SecretRow, "secret", |s| s.name, |s, out| {
    out.bytes(&s.id.0).text(s.name.as_str()).text(s.description.as_str()).bytes(&s.cmk.0).number(s.own_cmk.into());
    out.number(s.tags.len() as u64);
    for (key, value) in &s.tags {
        out.text(key.as_str()).text(value.as_str());
    }
    out.number(s.labels.iter().count() as u64);
    for (stage, version) in s.labels.iter() {
        out.text(stage.as_str()).text(version.as_str());
    }
    out.number(s.last_ordinal).text(&s.creator).time(s.created).time(s.updated);
    out.time(s.delete_at.unwrap_or(Timestamp(i64::MIN))).text(s.policy.as_deref().unwrap_or("")).number(s.revision);
});

sealed!(VersionRow, "secret_version", |v| format!("{} of secret {}", v.id, v.secret), |v, out| {
    out.bytes(&v.secret.0).text(v.id.as_str()).number(v.ordinal).number(v.value_type.code().into());
    out.bytes(&v.fingerprint).bytes(&v.value.0).bytes(&v.outline.0).text(&v.creator).time(v.created);
});

sealed!(CmkRow, "cmk", |c| c.id, |c, out| {
    out.bytes(&c.id.0)
        .text(c.description.as_str())
        .number(c.default.into())
        .number((c.state == KeyState::Enabled).into());
    out.number(c.primary_version.into()).text(&c.creator).time(c.created).time(c.rotated);
    out.text(c.policy.as_deref().unwrap_or("")).number(c.revision);
});
