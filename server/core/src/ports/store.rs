//! The store: reads, and one way to write.
//!
//! Everything that changes goes through [`Store::commit`]: rows and the audit event in one transaction, or nothing.

use crate::rows::{
    AccessKeyRow, CmkRow, CmkVersionRow, GroupRow, InstallationRow, MfaDeviceRow, PolicyRow, PolicyVersionRow, RoleRow,
    SecretRow, UserRow, VersionRow,
};
use std::collections::HashMap;
use strongroom_domain::{
    AccessKeyId, CmkId, EventField, EventFilter, Federated, GroupId, GroupName, KeyUse, MfaDeviceId, Period,
    PolicyName, PolicyRef, RoleId, RoleName, SecretFilter, SecretId, SecretName, SecretSort, Timestamp, Total, UserId,
    UserName, VersionId,
};
use strongroom_trail::{Block, Event, Stored, WriterId};

/// What the row must be like for a change to happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expect {
    /// It must not exist (for names: no row of that name either).
    Absent,
    /// It must have exactly this revision.
    Revision(u64),
}

/// One change of one row.
#[derive(Clone, Debug)]
pub enum Change {
    /// The first row of all; refused when there is one.
    PutInstallation(InstallationRow),
    /// Insert or replace a secret, its tags and its search entry.
    PutSecret(SecretRow, Expect),
    /// Remove a secret with its versions and tags.
    RemoveSecret(SecretId, Expect),
    /// Insert a version; refused when the secret has one of that id.
    PutVersion(VersionRow),
    /// Remove a version.
    RemoveVersion(SecretId, VersionId),
    /// Insert or replace a customer master key.
    PutCmk(CmkRow, Expect),
    /// Insert a version of a customer master key; refused when it exists.
    PutCmkVersion(CmkVersionRow),
    /// Insert or replace a user. A conflict when it names a group or a custom policy that is gone.
    PutUser(UserRow, Expect),
    /// Remove a user with its AccessKeys and its second factors.
    RemoveUser(UserId, Expect),
    /// Insert or replace a group. A conflict when it names a custom policy that is gone.
    PutGroup(GroupRow, Expect),
    /// Remove a group; a conflict while it has members.
    RemoveGroup(GroupId, Expect),
    /// Insert or replace a role. A conflict when it names a custom policy that is gone.
    PutRole(RoleRow, Expect),
    /// Remove a role.
    RemoveRole(RoleId, Expect),
    /// Insert or replace a policy.
    PutPolicy(PolicyRow, Expect),
    /// Remove a policy with its versions; a conflict while somebody has it.
    RemovePolicy(PolicyName, Expect),
    /// Insert a version of a policy; a conflict when it exists.
    PutPolicyVersion(PolicyVersionRow),
    /// Remove a version of a policy.
    RemovePolicyVersion(PolicyName, u32),
    /// Insert or replace an AccessKey.
    PutAccessKey(AccessKeyRow, Expect),
    /// Remove an AccessKey.
    RemoveAccessKey(AccessKeyId, Expect),
    /// Insert or replace the second factors of a user.
    PutMfaDevice(MfaDeviceRow, Expect),
    /// Remove the second factors of a user.
    RemoveMfaDevice(MfaDeviceId, Expect),
    /// End every console session of a user.
    EndSessions(UserId),
    /// Remember a nonce until `expires`; refused with [`StoreError::NonceUsed`] when it is remembered already.
    UseNonce {
        /// Keyed fingerprint of key id and nonce.
        fingerprint: [u8; 16],
        /// When it may be forgotten.
        expires: Timestamp,
    },
}

/// Changes that happen together, and the event that tells of them.
#[derive(Clone, Debug)]
pub struct Commit {
    /// In order; empty for a read.
    pub changes: Vec<Change>,
    /// Becomes part of the writer's chain in the same transaction.
    pub event: Event,
}

/// Why the store refused or failed. Nothing of the commit was kept.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// An [`Expect`] did not hold, or a unique name is taken: somebody else was faster.
    #[error("the row was changed by somebody else")]
    Conflict,
    /// The nonce is remembered.
    #[error("the nonce was used before")]
    NonceUsed,
    /// The database is locked, gone, full, read-only; trying again later may help. The text is for the log.
    #[error("the database cannot be used now: {0}")]
    Unavailable(String),
    /// Rows that cannot be what was written.
    #[error("the database holds something unreadable: {0}")]
    Corrupt(String),
}

/// A place in a sorted list: the sort column's value and the id of the last row seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    /// Value of the sort column (text for names, decimal milliseconds for times).
    pub key: String,
    /// Id of the row.
    pub id: [u8; 16],
}

/// Which part of a list.
#[derive(Clone, Debug)]
pub enum SecretSlice {
    /// What follows a position; from the start when absent.
    After(Option<Position>),
    /// What precedes a position, still in list order.
    Before(Position),
    /// Skip rows and count all: only for vendor APIs that page by number.
    Skip(u64),
}

/// A page of secrets.
#[derive(Clone, Debug)]
pub struct SecretList {
    /// Rows in order, at most the limit.
    pub rows: Vec<SecretRow>,
    /// Whether more follow in the direction asked.
    pub more: bool,
    /// Rows that match in all. Exact without a filter and for [`SecretSlice::Skip`]; otherwise counted up to
    /// [`strongroom_domain::limits::COUNTED`].
    pub total: Total,
}

/// Which part of the trail: newest first.
#[derive(Clone, Debug)]
pub struct EventSlice {
    /// Time span.
    pub period: Period,
    /// Filter.
    pub filter: EventFilter,
    /// Where it stands.
    pub at: EventsAt,
    /// At most this many.
    pub limit: u32,
}

/// Place of an event in the order of the whole trail.
pub type EventPlace = (Timestamp, WriterId, u64);

/// Which of the events that match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventsAt {
    /// The newest.
    Newest,
    /// The newest of those older than this one.
    OlderThan(EventPlace),
    /// The oldest of those newer than this one.
    NewerThan(EventPlace),
}

/// A page of events, newest first.
#[derive(Clone, Debug, Default)]
pub struct EventPage {
    /// The events.
    pub events: Vec<Stored>,
    /// Whether more match beyond it: newer ones if it holds those newer than a place, otherwise older ones.
    pub more: bool,
}

/// How often one value of a field occurs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventCount {
    /// Field.
    pub field: EventField,
    /// Value.
    pub value: String,
    /// Events.
    pub count: u64,
}

/// Events in one slice of time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EventBucket {
    /// Beginning.
    pub from: Timestamp,
    /// Events that succeeded.
    pub ok: u64,
    /// Events that were denied or failed.
    pub failed: u64,
}

/// Which users, groups or roles.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Holders {
    /// All of them.
    #[default]
    All,
    /// Whose name or display name (of groups and roles: name or comments) has this text somewhere, in any letter case.
    Like(String),
    /// Members of a group; groups and roles are members of none.
    Of(GroupId),
    /// Those a policy is attached to.
    With(PolicyRef),
}

/// Where everything is kept.
///
/// Reads return rows as stored; the core verifies their MACs. Every method fails with [`StoreError::Unavailable`] when the
/// database does not answer, and none blocks an executor thread.
#[async_trait::async_trait]
pub trait Store: Send + Sync + 'static {
    /// The installation, if initialised.
    async fn installation(&self) -> Result<Option<InstallationRow>, StoreError>;
    /// Whether commits can be expected to succeed. Answers within about two seconds and changes nothing.
    async fn ready(&self) -> Result<(), StoreError>;
    /// A secret by its name.
    async fn secret(&self, name: &SecretName) -> Result<Option<SecretRow>, StoreError>;
    /// Revision of a secret by its name; cheaper than the row, for caches on several nodes.
    async fn secret_revision(&self, name: &SecretName) -> Result<Option<(SecretId, u64)>, StoreError>;
    /// Whether another process may write to this database, so that caches must ask [`Store::secret_revision`].
    fn shared(&self) -> bool;
    /// Every version of a secret, oldest first; at most [`strongroom_domain::limits::VERSIONS`].
    async fn versions(&self, secret: SecretId) -> Result<Vec<VersionRow>, StoreError>;
    /// A page of secrets.
    async fn secrets(
        &self,
        filter: &SecretFilter,
        sort: SecretSort,
        slice: &SecretSlice,
        limit: u32,
    ) -> Result<SecretList, StoreError>;
    /// Tag keys in use with the number of secrets, most used first, at most 50.
    async fn tag_keys(&self) -> Result<Vec<(String, u64)>, StoreError>;
    /// Secrets whose recovery window ended before `now`, at most `limit`.
    async fn purgeable(&self, now: Timestamp, limit: u32) -> Result<Vec<SecretRow>, StoreError>;
    /// Number of secrets that use each CMK.
    async fn cmk_usage(&self) -> Result<Vec<(CmkId, u64)>, StoreError>;
    /// Every CMK (bounded by the quota), oldest first.
    async fn cmks(&self) -> Result<Vec<CmkRow>, StoreError>;
    /// The sum of the revisions of every CMK, none of which is ever removed: grows with each change of one. Cheaper than the
    /// rows, for caches on several nodes.
    async fn cmk_revisions(&self) -> Result<u64, StoreError>;
    /// Every version of every CMK.
    async fn cmk_versions(&self) -> Result<Vec<CmkVersionRow>, StoreError>;
    /// A user by id.
    async fn user(&self, id: UserId) -> Result<Option<UserRow>, StoreError>;
    /// A user by name, in any letter case.
    async fn user_by_name(&self, name: &UserName) -> Result<Option<UserRow>, StoreError>;
    /// The user who is this person at an identity provider.
    async fn user_by_identity(&self, federated: &Federated) -> Result<Option<UserRow>, StoreError>;
    /// Users by name after `after`, at most `limit`.
    async fn users(&self, which: &Holders, after: Option<&UserName>, limit: u32) -> Result<Vec<UserRow>, StoreError>;
    /// A group by id.
    async fn group(&self, id: GroupId) -> Result<Option<GroupRow>, StoreError>;
    /// A group by name, in any letter case.
    async fn group_by_name(&self, name: &GroupName) -> Result<Option<GroupRow>, StoreError>;
    /// Groups by name after `after`, at most `limit`.
    async fn groups(&self, which: &Holders, after: Option<&GroupName>, limit: u32)
    -> Result<Vec<GroupRow>, StoreError>;
    /// Number of members of each of these groups, in their order.
    async fn members(&self, groups: &[GroupId]) -> Result<Vec<u64>, StoreError>;
    /// A role by id.
    async fn role(&self, id: RoleId) -> Result<Option<RoleRow>, StoreError>;
    /// A role by name, in any letter case.
    async fn role_by_name(&self, name: &RoleName) -> Result<Option<RoleRow>, StoreError>;
    /// Roles by name after `after`, at most `limit`.
    async fn roles(&self, which: &Holders, after: Option<&RoleName>, limit: u32) -> Result<Vec<RoleRow>, StoreError>;
    /// Number of roles.
    async fn role_count(&self) -> Result<u64, StoreError>;
    /// A custom policy by name, in any letter case.
    async fn policy(&self, name: &PolicyName) -> Result<Option<PolicyRow>, StoreError>;
    /// Custom policies by name after `after`, at most `limit`.
    async fn policies(&self, after: Option<&PolicyName>, limit: u32) -> Result<Vec<PolicyRow>, StoreError>;
    /// Number of custom policies.
    async fn policy_count(&self) -> Result<u64, StoreError>;
    /// Versions of a custom policy, oldest first; at most [`strongroom_domain::limits::POLICY_VERSIONS`].
    async fn policy_versions(&self, policy: &PolicyName) -> Result<Vec<PolicyVersionRow>, StoreError>;
    /// How many users, groups and roles have each of these policies, in their order.
    async fn attachments(&self, policies: &[PolicyRef]) -> Result<Vec<u64>, StoreError>;
    /// An AccessKey.
    async fn access_key(&self, id: &AccessKeyId) -> Result<Option<AccessKeyRow>, StoreError>;
    /// AccessKeys of one user, oldest first.
    async fn access_keys(&self, user: UserId) -> Result<Vec<AccessKeyRow>, StoreError>;
    /// Writes down when AccessKeys were last used, unless a later use stands there. Keys that are gone are passed over.
    async fn note_uses(&self, uses: &[(AccessKeyId, KeyUse)]) -> Result<(), StoreError>;
    /// Writes down when users last signed in, unless a later time stands there. Users that are gone are passed over.
    async fn note_sign_ins(&self, sign_ins: &[(UserId, Timestamp)]) -> Result<(), StoreError>;
    /// The second factors of a user.
    async fn mfa_device(&self, id: MfaDeviceId) -> Result<Option<MfaDeviceRow>, StoreError>;
    /// Applies all changes and appends the event, durable when it returns. Many callers at once share one transaction on
    /// disk; each commit still happens or fails by itself.
    async fn commit(&self, commit: Commit) -> Result<(), StoreError>;
    /// For each value of `field` among the events of all time that match, when the newest happened.
    async fn newest_events(
        &self,
        filter: &EventFilter,
        field: EventField,
    ) -> Result<HashMap<String, Timestamp>, StoreError>;
    /// Events, newest first.
    async fn events(&self, slice: &EventSlice) -> Result<EventPage, StoreError>;
    /// How many events match, per value of each field, the most frequent `limit` of each.
    async fn event_counts(
        &self,
        period: Period,
        filter: &EventFilter,
        limit: u32,
    ) -> Result<Vec<EventCount>, StoreError>;
    /// How many events match per slice of `period` (1 to 200 equal slices).
    async fn event_histogram(
        &self,
        period: Period,
        filter: &EventFilter,
        slices: u32,
    ) -> Result<Vec<EventBucket>, StoreError>;
    /// Writers of the trail.
    async fn writers(&self) -> Result<Vec<WriterId>, StoreError>;
    /// Blocks of one writer from a sequence on, in order, at most `limit`.
    async fn blocks(&self, writer: WriterId, from: u64, limit: u32) -> Result<Vec<Block>, StoreError>;
}
