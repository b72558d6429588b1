//! Users, groups, policies, and what users prove themselves with.

use super::{Canonical, Ciphertext, Sealed};
use serde::{Deserialize, Serialize};
use strongroom_domain::{
    AccessKeyId, Comments, Federated, GroupId, GroupName, KeyUse, MfaDeviceId, Networks, PasskeyId, PasskeyName,
    PolicyName, PolicyRef, RoleId, RoleName, Since, Timestamp, UserId, UserName,
};

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
    pub groups: Vec<Since<GroupId>>,
    /// Policies of its own, sorted.
    pub policies: Vec<Since<PolicyRef>>,
    /// Argon2id hash of the password; none for an application.
    pub password: Option<PasswordHash>,
    /// Its second factors, if it has any. Named here, under this row's MAC, so that a database that lies cannot take them away
    /// unseen.
    pub mfa: Option<MfaDeviceId>,
    /// Who it is at an identity provider, when it was made by signing in there. No two users are the same.
    pub federated: Option<Federated>,
    /// When it was made.
    pub created: Timestamp,
    /// When anything about it last changed.
    pub updated: Timestamp,
    /// Starts at 1, one more with each change.
    pub revision: u64,
    /// MAC over all the above.
    pub mac: [u8; 32],
    /// When its person last signed in to the console, if that is known; up to a minute late on other nodes. Not under the MAC:
    /// nothing is decided by it.
    pub signed_in: Option<Timestamp>,
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
    pub policies: Vec<Since<PolicyRef>>,
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
    pub policies: Vec<Since<PolicyRef>>,
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
    /// From where it may sign.
    pub networks: Networks,
    /// When it was made.
    pub created: Timestamp,
    /// Starts at 1, one more with each change.
    pub revision: u64,
    /// MAC over all the above.
    pub mac: [u8; 32],
    /// Its last use, if any is known. Not under the MAC: nothing is decided by it.
    pub used: Option<KeyUse>,
}

/// A user's second factors: an authenticator app, passkeys, and the recovery codes for when they are lost. At least one of the
/// first two. A row of its own because every sign-in writes it: a change of the user's row forgets what is cached of all
/// users, and is held against who may administer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MfaDeviceRow {
    /// Id.
    pub id: MfaDeviceId,
    /// Whose.
    pub user: UserId,
    /// Sealed TOTP secret of the authenticator app.
    pub secret: Option<Ciphertext>,
    /// The last time step whose code was accepted; no code of this step or an earlier one is accepted again.
    pub last_step: u64,
    /// Passkeys, oldest first; at most [`strongroom_domain::limits::PASSKEYS`].
    pub passkeys: Vec<PasskeyRow>,
    /// Keyed fingerprints of the recovery codes that are left.
    pub recovery: Vec<[u8; 16]>,
    /// When the first factor was set up.
    pub created: Timestamp,
    /// Starts at 1, one more with each change.
    pub revision: u64,
    /// MAC over all the above.
    pub mac: [u8; 32],
}

/// A passkey, under the MAC of the row it stands in. Its key is public, so it is not sealed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasskeyRow {
    /// Id.
    pub id: PasskeyId,
    /// What its owner calls it.
    pub name: PasskeyName,
    /// Public key, counter and backup state, as `strongroom_crypto::passkey` writes them.
    pub credential: String,
    /// When it was added.
    pub created: Timestamp,
    /// When it last proved something.
    pub used: Option<Timestamp>,
}

sealed!(UserRow, "user", |u| u.name, |u, out| {
    out.bytes(&u.id.0).text(u.name.as_str()).text(u.display_name.as_str()).text(u.comments.as_str());
    out.number(u.groups.len() as u64);
    for group in &u.groups {
        out.bytes(&group.what.0).time(group.since);
    }
    out.policies(&u.policies);
    out.text(u.password.as_ref().map_or("", |p| &p.0)).bytes(u.mfa.as_ref().map_or(&[], |id| &id.0));
    let federated = u.federated.as_ref().map(|f| (f.issuer.as_str(), f.subject.as_str())).unwrap_or_default();
    out.text(federated.0).text(federated.1);
    out.time(u.created).time(u.updated).number(u.revision);
});

sealed!(GroupRow, "group", |g| g.name, |g, out| {
    out.bytes(&g.id.0).text(g.name.as_str()).text(g.comments.as_str()).policies(&g.policies);
    out.time(g.created).time(g.updated).number(g.revision);
});

sealed!(RoleRow, "role", |r| r.name, |r, out| {
    out.bytes(&r.id.0).text(r.name.as_str()).text(r.description.as_str()).text(&r.trust);
    out.number(r.max_session_s.into()).policies(&r.policies).time(r.created).time(r.updated).number(r.revision);
});

sealed!(PolicyRow, "policy", |p| p.name, |p, out| {
    out.text(p.name.as_str()).text(p.description.as_str()).number(p.default.into()).number(p.last.into());
    out.time(p.created).time(p.updated).number(p.revision);
});

sealed!(PolicyVersionRow, "policy_version", |v| format!("{} v{}", v.policy, v.number), |v, out| {
    out.text(v.policy.as_str()).number(v.number.into()).text(&v.document).text(&v.creator).time(v.created);
});

sealed!(MfaDeviceRow, "mfa_device", |d| d.id, |d, out| {
    out.bytes(&d.id.0).bytes(&d.user.0).bytes(d.secret.as_ref().map_or(&[], |secret| &secret.0)).number(d.last_step);
    out.number(d.passkeys.len() as u64);
    for passkey in &d.passkeys {
        out.bytes(&passkey.id.0).text(passkey.name.as_str()).text(&passkey.credential).time(passkey.created);
        out.number(passkey.used.is_some().into()).time(passkey.used.unwrap_or(Timestamp(0)));
    }
    out.bytes(d.recovery.as_flattened()).time(d.created).number(d.revision);
});

sealed!(AccessKeyRow, "access_key", |k| k.id, |k, out| {
    out.text(k.id.as_str())
        .bytes(&k.user.0)
        .bytes(&k.secret.0)
        .number(k.active.into())
        .text(&k.networks.to_string())
        .time(k.created)
        .number(k.revision);
});
