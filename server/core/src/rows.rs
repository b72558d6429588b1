//! Rows as they are stored. Security-relevant rows carry a revision and a MAC over all their fields, so that a database that
//! lies is noticed: [`Sealed::seal`] before writing, [`Sealed::check`] after reading.

use serde::{Deserialize, Serialize};
use strongroom_crypto::Keyring;
use strongroom_domain::{
    AccessKeyId, CmkId, Comments, Description, GroupId, GroupName, InstallationId, LabelMap, PolicyName, PolicyRef,
    RoleId, RoleName, SecretId, SecretName, Tags, Timestamp, UserId, UserName, VersionId,
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

/// Type of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ValueType {
    /// UTF-8 text.
    Text,
    /// Text that stands for bytes; the callers encode them (vendor sheet, section 9).
    Binary,
}

impl ValueType {
    /// Stable number; bound into the ciphertext.
    pub fn code(self) -> u8 {
        match self {
            Self::Text => 1,
            Self::Binary => 2,
        }
    }

    /// The type of a number.
    pub fn from_code(code: u8) -> Option<Self> {
        [Self::Text, Self::Binary].into_iter().find(|t| t.code() == code)
    }

    /// The vendor's word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Binary => "binary",
        }
    }
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

/// State of a customer master key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CmkState {
    /// In use.
    Enabled,
    /// Nothing can be sealed or opened with it.
    Disabled,
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
    pub state: CmkState,
    /// Version new data keys are wrapped with.
    pub primary_version: u32,
    /// Name of the user who made it.
    pub creator: String,
    /// When it was made.
    pub created: Timestamp,
    /// When its last version was added.
    pub rotated: Timestamp,
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

/// A RAM user: a person with a password, or an application with AccessKeys only.
///
/// Groups and policies stand in the row itself, under its MAC: a database that lies cannot take a Deny away unseen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserRow {
    /// Id.
    pub id: UserId,
    /// Unique name, whatever its letter case.
    pub name: UserName,
    /// Name for people; may be empty.
    pub display_name: Comments,
    /// Free text.
    pub comments: Comments,
    /// Groups it is a member of, sorted.
    pub groups: Vec<GroupId>,
    /// Policies of its own, sorted.
    pub policies: Vec<PolicyRef>,
    /// Argon2id hash of the password; none for an application.
    pub password: Option<PasswordHash>,
    /// When it was made.
    pub created: Timestamp,
    /// When anything about it last changed.
    pub updated: Timestamp,
    /// Starts at 1, one more with each change.
    pub revision: u64,
    /// MAC over all the above.
    pub mac: [u8; 32],
}

/// A group of RAM users.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupRow {
    /// Id.
    pub id: GroupId,
    /// Unique name, whatever its letter case.
    pub name: GroupName,
    /// Free text.
    pub comments: Comments,
    /// Its policies, sorted.
    pub policies: Vec<PolicyRef>,
    /// When it was made.
    pub created: Timestamp,
    /// When anything about it last changed.
    pub updated: Timestamp,
    /// Starts at 1, one more with each change.
    pub revision: u64,
    /// MAC over all the above.
    pub mac: [u8; 32],
}

/// A role: rights that users and other roles take on for a while.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleRow {
    /// Id.
    pub id: RoleId,
    /// Unique name, whatever its letter case; never changes.
    pub name: RoleName,
    /// Free text.
    pub description: Comments,
    /// Who may assume it: a trust policy, JSON.
    pub trust: String,
    /// Longest session, in seconds.
    pub max_session_s: u32,
    /// Its policies, sorted.
    pub policies: Vec<PolicyRef>,
    /// When it was made.
    pub created: Timestamp,
    /// When anything about it last changed.
    pub updated: Timestamp,
    /// Starts at 1, one more with each change.
    pub revision: u64,
    /// MAC over all the above.
    pub mac: [u8; 32],
}

/// A custom policy without its documents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyRow {
    /// Unique name, whatever its letter case; never changes.
    pub name: PolicyName,
    /// Free text.
    pub description: Comments,
    /// Number of the version that holds.
    pub default: u32,
    /// Number given to the last version; the next one gets one more.
    pub last: u32,
    /// When it was made.
    pub created: Timestamp,
    /// When anything about it last changed.
    pub updated: Timestamp,
    /// Starts at 1, one more with each change.
    pub revision: u64,
    /// MAC over all the above.
    pub mac: [u8; 32],
}

/// One version of a custom policy; never changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyVersionRow {
    /// Whose.
    pub policy: PolicyName,
    /// From 1; the `v1` of people.
    pub number: u32,
    /// The document as it was saved, JSON.
    pub document: String,
    /// Name of the user who saved it.
    pub creator: String,
    /// When.
    pub created: Timestamp,
    /// MAC over all the above.
    pub mac: [u8; 32],
}

/// A password's hash in PHC form; never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(pub String);

impl std::fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("password hash")
    }
}

/// An AccessKey; its secret is sealed because HMAC needs it back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessKeyRow {
    /// Public id.
    pub id: AccessKeyId,
    /// Whose.
    pub user: UserId,
    /// Sealed secret.
    pub secret: Ciphertext,
    /// Whether it may sign.
    pub active: bool,
    /// When it was made.
    pub created: Timestamp,
    /// Starts at 1, one more with each change.
    pub revision: u64,
    /// MAC over all the above.
    pub mac: [u8; 32],
}

/// Rows with a MAC.
pub trait Sealed: Sized {
    /// Name bound into the MAC: a row cannot pass for one of another table.
    const TABLE: &'static str;
    /// Adds every field but the MAC.
    fn fields(&self, out: &mut Canonical);
    /// The stored MAC.
    fn mac(&self) -> &[u8; 32];
    /// Stores the MAC.
    fn set_mac(&mut self, mac: [u8; 32]);

    /// Computes and stores the MAC.
    #[must_use]
    fn seal(mut self, keyring: &Keyring) -> Self {
        let mac = keyring.row_mac(Self::TABLE, &canonical(&self));
        self.set_mac(mac);
        self
    }

    /// Checks the MAC.
    ///
    /// # Errors
    /// The row is not what this installation wrote.
    fn check(self, keyring: &Keyring) -> Result<Self, crate::CoreError> {
        keyring
            .verify_row_mac(Self::TABLE, &canonical(&self), self.mac())
            .map_err(|_| crate::CoreError::tampered(Self::TABLE))?;
        Ok(self)
    }
}

fn canonical<R: Sealed>(row: &R) -> Vec<u8> {
    let mut out = Canonical(Vec::with_capacity(256));
    row.fields(&mut out);
    out.0
}

/// Fields one after the other, each with its length: two different rows never have the same bytes.
pub struct Canonical(Vec<u8>);

impl Canonical {
    fn bytes(&mut self, bytes: &[u8]) -> &mut Self {
        self.0.extend_from_slice(&(bytes.len() as u64).to_be_bytes());
        self.0.extend_from_slice(bytes);
        self
    }
    fn text(&mut self, text: &str) -> &mut Self {
        self.bytes(text.as_bytes())
    }
    fn number(&mut self, n: u64) -> &mut Self {
        self.bytes(&n.to_be_bytes())
    }
    fn time(&mut self, t: Timestamp) -> &mut Self {
        self.bytes(&t.0.to_be_bytes())
    }
    fn policies(&mut self, policies: &[PolicyRef]) -> &mut Self {
        self.number(policies.len() as u64);
        for policy in policies {
            self.text(policy.kind.word()).text(policy.name.as_str());
        }
        self
    }
}

macro_rules! sealed {
    ($row:ty, $table:literal, |$self:ident, $out:ident| $body:block) => {
        impl Sealed for $row {
            const TABLE: &'static str = $table;
            fn fields(&self, $out: &mut Canonical) {
                let $self = self;
                $body
            }
            fn mac(&self) -> &[u8; 32] {
                &self.mac
            }
            fn set_mac(&mut self, mac: [u8; 32]) {
                self.mac = mac;
            }
        }
    };
}

sealed!(SecretRow, "secret", |s, out| {
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

sealed!(VersionRow, "secret_version", |v, out| {
    out.bytes(&v.secret.0).text(v.id.as_str()).number(v.ordinal).number(v.value_type.code().into());
    out.bytes(&v.fingerprint).bytes(&v.value.0).bytes(&v.outline.0).text(&v.creator).time(v.created);
});

sealed!(CmkRow, "cmk", |c, out| {
    out.bytes(&c.id.0)
        .text(c.description.as_str())
        .number(c.default.into())
        .number((c.state == CmkState::Enabled).into());
    out.number(c.primary_version.into()).text(&c.creator).time(c.created).time(c.rotated).number(c.revision);
});

sealed!(UserRow, "user", |u, out| {
    out.bytes(&u.id.0).text(u.name.as_str()).text(u.display_name.as_str()).text(u.comments.as_str());
    out.number(u.groups.len() as u64);
    for group in &u.groups {
        out.bytes(&group.0);
    }
    out.policies(&u.policies);
    out.text(u.password.as_ref().map_or("", |p| &p.0)).time(u.created).time(u.updated).number(u.revision);
});

sealed!(GroupRow, "group", |g, out| {
    out.bytes(&g.id.0).text(g.name.as_str()).text(g.comments.as_str()).policies(&g.policies);
    out.time(g.created).time(g.updated).number(g.revision);
});

sealed!(RoleRow, "role", |r, out| {
    out.bytes(&r.id.0).text(r.name.as_str()).text(r.description.as_str()).text(&r.trust);
    out.number(r.max_session_s.into()).policies(&r.policies).time(r.created).time(r.updated).number(r.revision);
});

sealed!(PolicyRow, "policy", |p, out| {
    out.text(p.name.as_str()).text(p.description.as_str()).number(p.default.into()).number(p.last.into());
    out.time(p.created).time(p.updated).number(p.revision);
});

sealed!(PolicyVersionRow, "policy_version", |v, out| {
    out.text(v.policy.as_str()).number(v.number.into()).text(&v.document).text(&v.creator).time(v.created);
});

sealed!(AccessKeyRow, "access_key", |k, out| {
    out.text(k.id.as_str())
        .bytes(&k.user.0)
        .bytes(&k.secret.0)
        .number(k.active.into())
        .time(k.created)
        .number(k.revision);
});
