//! Users, groups, roles, policies, and what users sign in and sign with.

use super::{
    Authenticate, Ciphertext, Encoder, OwnPolicy,
    encoding::{Encode, authenticate},
};
use serde::{Deserialize, Serialize};
use strongroom_domain::{
    AccessKeyId, Comments, Federated, GroupId, GroupName, KeyUse, MfaDeviceId, Networks, PasskeyId, PasskeyName,
    PolicyName, PolicyRef, RoleId, RoleName, Since, Timestamp, UserId, UserName,
};

/// A RAM user: a person with a password, or an application with AccessKeys only.
///
/// Groups and policies are in the row itself, under its MAC: an attacker who writes to the database cannot remove a Deny unnoticed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserRow {
    /// Id.
    pub id: UserId,
    /// Unique name, ignoring letter case.
    pub name: UserName,
    /// Display name; may be empty.
    pub display_name: Comments,
    /// Free text.
    pub comments: Comments,
    /// Groups it is a member of, sorted.
    pub groups: Vec<Since<GroupId>>,
    /// Policies of its own, sorted.
    pub policies: Vec<Since<PolicyRef>>,
    /// Argon2id hash of the password; `None` for an application.
    pub password: Option<PasswordHash>,
    /// Its second factors, if it has any. Named here, under this row's MAC, so that they cannot be taken away unnoticed.
    pub mfa: Option<MfaDeviceId>,
    /// Who it is at an identity provider, if signing in there created it. Unique.
    pub federated: Option<Federated>,
    /// When it was created.
    pub created: Timestamp,
    /// When anything about it last changed.
    pub updated: Timestamp,
    /// Starts at 1, one more with each change.
    pub revision: u64,
    /// Last sign-in to the console, if known; up to a minute late on other nodes. Not under the MAC: nothing is decided by
    /// it.
    pub signed_in: Option<Timestamp>,
}

/// A group of RAM users.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupRow {
    /// Id.
    pub id: GroupId,
    /// Unique name, ignoring letter case.
    pub name: GroupName,
    /// Free text.
    pub comments: Comments,
    /// Its policies, sorted.
    pub policies: Vec<Since<PolicyRef>>,
    /// When it was created.
    pub created: Timestamp,
    /// When anything about it last changed.
    pub updated: Timestamp,
    /// Starts at 1, one more with each change.
    pub revision: u64,
}

/// A role: access that users and other roles assume for a while.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleRow {
    /// Id.
    pub id: RoleId,
    /// Unique name, ignoring letter case; never changes.
    pub name: RoleName,
    /// Free text.
    pub description: Comments,
    /// Who may assume it: a trust policy.
    pub trust: OwnPolicy,
    /// Longest session, in seconds.
    pub max_session_s: u32,
    /// Its policies, sorted.
    pub policies: Vec<Since<PolicyRef>>,
    /// When it was created.
    pub created: Timestamp,
    /// When anything about it last changed.
    pub updated: Timestamp,
    /// Starts at 1, one more with each change.
    pub revision: u64,
}

/// A custom policy without its documents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyRow {
    /// Unique name, ignoring letter case; never changes.
    pub name: PolicyName,
    /// Free text.
    pub description: Comments,
    /// Number of the version in effect.
    pub default: u32,
    /// Number given to the last version; the next one gets one more.
    pub last: u32,
    /// When it was created.
    pub created: Timestamp,
    /// When anything about it last changed.
    pub updated: Timestamp,
    /// Starts at 1, one more with each change.
    pub revision: u64,
}

/// One version of a custom policy; never changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyVersionRow {
    /// Whose.
    pub policy: PolicyName,
    /// From 1; shown as `v1`.
    pub number: u32,
    /// The document as saved, JSON.
    pub document: String,
    /// Name of the user who saved it.
    pub creator: String,
    /// When.
    pub created: Timestamp,
}

/// A password's hash in PHC form; never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(pub String);

impl std::fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("password hash")
    }
}

/// An AccessKey; its secret is encrypted rather than hashed because verifying a signature needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessKeyRow {
    /// Public id.
    pub id: AccessKeyId,
    /// Whose.
    pub user: UserId,
    /// Encrypted secret.
    pub secret: Ciphertext,
    /// Whether it may sign.
    pub active: bool,
    /// Networks it may sign from.
    pub networks: Networks,
    /// When it was created.
    pub created: Timestamp,
    /// Starts at 1, one more with each change.
    pub revision: u64,
    /// Its last use, if known. Not under the MAC: nothing is decided by it.
    pub used: Option<KeyUse>,
}

/// A user's second factors: an authenticator app, passkeys, and recovery codes. At least one of the first two. A row of its own
/// because every sign-in writes it: a change of the user's row empties the caches of all users and checks that an
/// administrator remains.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MfaDeviceRow {
    /// Id.
    pub id: MfaDeviceId,
    /// Whose.
    pub user: UserId,
    /// Encrypted TOTP secret of the authenticator app.
    pub secret: Option<Ciphertext>,
    /// The last time step whose code was accepted; no code of this step or an earlier one is accepted again.
    pub last_step: u64,
    /// Passkeys, oldest first; at most [`strongroom_domain::limits::PASSKEYS`].
    pub passkeys: Vec<PasskeyRow>,
    /// Keyed fingerprints of the unused recovery codes.
    pub recovery: Vec<[u8; 16]>,
    /// When the first factor was set up.
    pub created: Timestamp,
    /// Starts at 1, one more with each change.
    pub revision: u64,
}

/// A passkey, under the MAC of the row it is in. Its key is public, so it is not encrypted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasskeyRow {
    /// Id.
    pub id: PasskeyId,
    /// Passkey name.
    pub name: PasskeyName,
    /// Public key, counter and backup state, as `strongroom_crypto::passkey` writes them.
    pub credential: String,
    /// When it was added.
    pub created: Timestamp,
    /// When it was last used.
    pub used: Option<Timestamp>,
}

authenticate!(UserRow, "ram_user", 2, |u| u.name, {
    id, name, display_name, comments, groups, policies, password, mfa, federated, created, updated, revision
} except { signed_in });

authenticate!(GroupRow, "ram_group", 2, |g| g.name, { id, name, comments, policies, created, updated, revision });

authenticate!(RoleRow, "ram_role", 2, |r| r.name, {
    id, name, description, trust, max_session_s, policies, created, updated, revision
});

authenticate!(PolicyRow, "ram_policy", 2, |p| p.name, {
    name, description, default, last, created, updated, revision
});

authenticate!(PolicyVersionRow, "ram_policy_version", 2, |v| format!("{} v{}", v.policy, v.number), {
    policy, number, document, creator, created
});

authenticate!(MfaDeviceRow, "mfa_device", 2, |d| d.id, {
    id, user, secret, last_step, passkeys, recovery, created, revision
});

authenticate!(AccessKeyRow, "access_key", 2, |k| k.id, {
    id, user, secret, active, networks, created, revision
} except { used });
