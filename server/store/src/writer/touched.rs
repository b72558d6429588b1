//! Which rows a batch changes, and locking them in one order.
//!
//! Two nodes that change the same rows in opposite order would wait for each other until PostgreSQL ends one of the two. So a batch locks
//! what it changes before the first change: tables in the order of [`RowTable`], rows in the order of their keys, in one statement each.
//! Rows that do not exist yet cannot be locked; if two nodes insert the same ones, one waits, and the writer tries again.

use crate::{convert::hex, database::Database};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr};
use std::collections::{BTreeMap, BTreeSet};
use strongroom_core::{
    ports::{
        Change, Expect, IdentityChange, KeyChange, NoticeChange, ResourcePolicyChange, RotationChange, SecretChange,
        SessionChange, TrailChange,
    },
    rows::PolicyOwner,
};

/// A table whose rows are locked; the order of the variants is the order of locking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum RowTable {
    Cmk,
    Policy,
    Group,
    User,
    Role,
    AccessKey,
    MfaDevice,
    Secret,
    Target,
    RotationPlan,
    Rotation,
    NoticeChannel,
    Notice,
    NoticeCondition,
    NoticeDelivery,
}

impl RowTable {
    /// Table, key column, and whether the key is text.
    fn sql(self) -> (&'static str, &'static str, bool) {
        match self {
            Self::Cmk => ("cmk", "id", false),
            Self::Policy => ("ram_policy", "name", true),
            Self::Group => ("ram_group", "id", false),
            Self::User => ("ram_user", "id", false),
            Self::Role => ("ram_role", "id", false),
            Self::AccessKey => ("access_key", "id", true),
            Self::MfaDevice => ("mfa_device", "id", false),
            Self::Secret => ("secret", "id", false),
            Self::Target => ("target", "id", false),
            Self::RotationPlan => ("rotation_plan", "secret", false),
            Self::Rotation => ("rotation", "id", false),
            Self::NoticeChannel => ("notice_channel", "id", false),
            Self::Notice => ("notice", "id", false),
            Self::NoticeCondition => ("notice_condition", "key", true),
            Self::NoticeDelivery => ("notice_delivery", "id", false),
        }
    }
}

/// A row, by its table and key.
pub(super) type RowKey = (RowTable, Vec<u8>);

/// Rows by table and key, and whether a row of the table is removed, which takes the stronger lock for all of them: raising a lock later
/// would be a second order.
#[derive(Default)]
pub(super) struct TouchedRows(BTreeMap<RowTable, (BTreeSet<Vec<u8>>, bool)>);

impl TouchedRows {
    /// The rows of these changes.
    pub fn by<'a>(changes: impl IntoIterator<Item = &'a Change>) -> Self {
        let mut touched = Self::default();
        for change in changes {
            for (table, key, removed) in rows(change) {
                let (keys, removes) = touched.0.entry(table).or_default();
                keys.insert(key);
                *removes |= removed;
            }
        }
        touched
    }

    /// Whether one of the rows is among `busy`.
    pub fn meets(&self, busy: &BTreeSet<RowKey>) -> bool {
        busy.iter().any(|(table, key)| self.0.get(table).is_some_and(|(keys, _)| keys.contains(key)))
    }

    /// One statement per table, in order, that waits for every row.
    pub fn wait(&self) -> String {
        let lock = |(table, (keys, removes)): (&RowTable, &(BTreeSet<Vec<u8>>, bool))| {
            let (name, column, _) = table.sql();
            let list = list(*table, keys);
            format!("; SELECT 1 FROM {name} WHERE {column} IN ({list}) ORDER BY {column} FOR {}", strength(*removes))
        };
        self.0.iter().map(lock).collect()
    }

    /// Locks the rows that nobody holds, without waiting. Returns those that somebody does.
    pub async fn skip(&self, db: &Database, transaction: &DatabaseTransaction) -> Result<BTreeSet<RowKey>, DbErr> {
        let mut busy = BTreeSet::new();
        for (table, (keys, removes)) in &self.0 {
            let (name, column, text) = table.sql();
            let (list, strength) = (list(*table, keys), strength(*removes));
            let sql = format!(
                "WITH mine AS (SELECT {column} FROM {name} WHERE {column} IN ({list}) ORDER BY {column} FOR {strength} SKIP LOCKED) \
                 SELECT {column} AS k FROM {name} WHERE {column} IN ({list}) AND {column} NOT IN (SELECT {column} FROM mine)"
            );
            for row in transaction.query_all_raw(db.statement(sql, [])).await? {
                let key =
                    if text { row.try_get::<String>("", "k")?.into_bytes() } else { row.try_get::<Vec<u8>>("", "k")? };
                busy.insert((*table, key));
            }
        }
        Ok(busy)
    }
}

/// Keys as literals. In hexadecimal, so that no text of a caller becomes SQL.
fn list(table: RowTable, keys: &BTreeSet<Vec<u8>>) -> String {
    let (_, _, text) = table.sql();
    let literal = |key: &Vec<u8>| match text {
        true => format!("convert_from(decode('{}', 'hex'), 'UTF8')", hex(key)),
        false => format!("decode('{}', 'hex')", hex(key)),
    };
    keys.iter().map(literal).collect::<Vec<_>>().join(", ")
}

/// The weaker lock lets other transactions insert rows that refer to the locked one.
fn strength(removes: bool) -> &'static str {
    if removes { "UPDATE" } else { "NO KEY UPDATE" }
}

/// The rows of one change: table, key, and whether the row is removed.
fn rows(change: &Change) -> Vec<(RowTable, Vec<u8>, bool)> {
    let put = |table, key: &[u8]| vec![(table, key.to_vec(), false)];
    let remove = |table, key: &[u8]| vec![(table, key.to_vec(), true)];
    let of_owner = |owner: PolicyOwner| match owner {
        PolicyOwner::Secret(id) => put(RowTable::Secret, &id.0),
        PolicyOwner::Key(id) => put(RowTable::Cmk, &id.0),
    };
    match change {
        Change::Secret(SecretChange::Put(row, _)) => put(RowTable::Secret, &row.id.0),
        Change::Secret(SecretChange::Remove(id, _)) => remove(RowTable::Secret, &id.0),
        Change::Secret(SecretChange::PutVersion(row)) => put(RowTable::Secret, &row.secret.0),
        Change::Secret(SecretChange::RemoveVersion(secret, _)) => put(RowTable::Secret, &secret.0),
        Change::Key(KeyChange::Put(row, _)) => put(RowTable::Cmk, &row.id.0),
        Change::Key(KeyChange::PutVersion(row)) => put(RowTable::Cmk, &row.cmk.0),
        // The end of a key follows the key.
        Change::Key(KeyChange::PutDeletion(row)) => put(RowTable::Cmk, &row.cmk.0),
        Change::Key(KeyChange::RemoveDeletion(id)) => put(RowTable::Cmk, &id.0),
        Change::Key(KeyChange::Remove(id, _)) => remove(RowTable::Cmk, &id.0),
        Change::Identity(IdentityChange::PutUser(row, _)) => put(RowTable::User, &row.id.0),
        Change::Identity(IdentityChange::RemoveUser(id, _)) => remove(RowTable::User, &id.0),
        Change::Identity(IdentityChange::PutGroup(row, _)) => put(RowTable::Group, &row.id.0),
        Change::Identity(IdentityChange::RemoveGroup(id, _)) => remove(RowTable::Group, &id.0),
        Change::Identity(IdentityChange::PutRole(row, _)) => put(RowTable::Role, &row.id.0),
        Change::Identity(IdentityChange::RemoveRole(id, _)) => remove(RowTable::Role, &id.0),
        Change::Identity(IdentityChange::PutPolicy(row, _)) => put(RowTable::Policy, row.name.as_str().as_bytes()),
        Change::Identity(IdentityChange::RemovePolicy(name, _)) => remove(RowTable::Policy, name.as_str().as_bytes()),
        Change::Identity(IdentityChange::PutPolicyVersion(row)) => {
            put(RowTable::Policy, row.policy.as_str().as_bytes())
        }
        Change::Identity(IdentityChange::RemovePolicyVersion(name, _)) => {
            put(RowTable::Policy, name.as_str().as_bytes())
        }
        Change::Identity(IdentityChange::PutAccessKey(row, _)) => {
            [put(RowTable::User, &row.user.0), put(RowTable::AccessKey, row.id.as_str().as_bytes())].concat()
        }
        Change::Identity(IdentityChange::RemoveAccessKey(id, _)) => remove(RowTable::AccessKey, id.as_str().as_bytes()),
        Change::Identity(IdentityChange::PutMfaDevice(row, _)) => {
            [put(RowTable::User, &row.user.0), put(RowTable::MfaDevice, &row.id.0)].concat()
        }
        Change::Identity(IdentityChange::RemoveMfaDevice(id, _)) => remove(RowTable::MfaDevice, &id.0),
        // Versions of a policy follow the secret or key that carries it.
        Change::ResourcePolicy(ResourcePolicyChange::PutVersion(row)) => of_owner(row.owner),
        Change::ResourcePolicy(ResourcePolicyChange::RemoveVersion(owner, _)) => of_owner(*owner),
        Change::Rotation(RotationChange::PutTarget(row, _)) => put(RowTable::Target, &row.id.0),
        Change::Rotation(RotationChange::RemoveTarget(id, _)) => remove(RowTable::Target, &id.0),
        // New ones refer to their secret, which must not go meanwhile.
        Change::Rotation(RotationChange::PutPlan(row, Expect::Absent)) => {
            let target = row.place.target().map(|target| put(RowTable::Target, &target.0));
            [put(RowTable::Secret, &row.secret.0), target.unwrap_or_default()].concat()
        }
        Change::Rotation(RotationChange::PutPlan(row, Expect::Revision(_))) => {
            put(RowTable::RotationPlan, &row.secret.0)
        }
        Change::Rotation(RotationChange::Put(row, Expect::Absent)) => put(RowTable::Secret, &row.secret.0),
        Change::Rotation(RotationChange::Put(row, Expect::Revision(_))) => put(RowTable::Rotation, &row.id.0),
        Change::Notice(NoticeChange::PutChannel(row, _)) => put(RowTable::NoticeChannel, &row.id.0),
        Change::Notice(NoticeChange::RemoveChannel(id, _)) => remove(RowTable::NoticeChannel, &id.0),
        Change::Notice(NoticeChange::Put(row)) => put(RowTable::Notice, &row.notice.id.0),
        Change::Notice(NoticeChange::Remove(id)) => remove(RowTable::Notice, &id.0),
        Change::Notice(NoticeChange::PutCondition(row, _)) => put(RowTable::NoticeCondition, row.key.as_bytes()),
        Change::Notice(NoticeChange::RemoveCondition(key, _)) => remove(RowTable::NoticeCondition, key.as_bytes()),
        // A new one refers to its channel, which must not go meanwhile.
        Change::Notice(NoticeChange::PutDelivery(row, Expect::Absent)) => put(RowTable::NoticeChannel, &row.channel.0),
        Change::Notice(NoticeChange::PutDelivery(row, Expect::Revision(_))) => put(RowTable::NoticeDelivery, &row.id.0),
        // Those that have ended change no more: only one statement at a time removes them.
        Change::Notice(NoticeChange::PruneDeliveries(_)) => Vec::new(),
        // The rows of a user's sessions follow the user's.
        Change::Session(SessionChange::End { user, .. } | SessionChange::EndOne { user, .. }) => {
            put(RowTable::User, &user.0)
        }
        // A nonce exists once; the installation's changes lock whole tables, or are the first, or are of a root key, which one
        // statement adds or removes; events are appended, and authenticated under a lock of the table.
        Change::Session(SessionChange::UseNonce { .. })
        | Change::Trail(TrailChange::Append(_) | TrailChange::Authenticate(_))
        | Change::Installation(_) => Vec::new(),
    }
}
