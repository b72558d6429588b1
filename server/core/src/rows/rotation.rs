//! Targets, how secrets rotate, and each rotation.

use super::{
    Authenticate, Ciphertext, Encoder,
    encoding::{Encode, authenticate},
};
use strongroom_domain::{
    AccountName, DatabaseName, Rollout, RotationId, RotationPlace, RunState, RunTrigger, Schedule, SecretId, Strategy,
    TargetHost, TargetId, TargetKind, TargetName, Timestamp, Trust, VersionId,
};

/// A system whose credentials rotate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TargetRow {
    /// Id.
    pub id: TargetId,
    /// Unique name, ignoring letter case.
    pub name: TargetName,
    /// Kind.
    pub kind: TargetKind,
    /// Where it is.
    pub host: TargetHost,
    /// Port.
    pub port: u16,
    /// Database to connect to; the target's own default if absent.
    pub database: Option<DatabaseName>,
    /// How it proves itself.
    pub trust: Trust,
    /// The account that may change the others; each changes itself if absent.
    pub manager: Option<ManagerRow>,
    /// Name of the user who created it.
    pub creator: String,
    /// When it was created.
    pub created: Timestamp,
    /// When anything about it last changed.
    pub updated: Timestamp,
    /// Starts at 1, one more with each change.
    pub revision: u64,
}

/// The managing account of a target. Part of the target's row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ManagerRow {
    /// Name of the account.
    pub account: AccountName,
    /// What proves it, encrypted as a record of the target.
    pub secret: Ciphertext,
}

/// How one secret rotates. It has one at most.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RotationPlanRow {
    /// Whose.
    pub secret: SecretId,
    /// Where its credential belongs.
    pub place: RotationPlace,
    /// How the credential is replaced.
    pub strategy: Strategy,
    /// The accounts at the target: one, or two that take turns; none without a target.
    pub accounts: Vec<AccountName>,
    /// Whether it rotates by itself.
    pub automatic: bool,
    /// When; kept while it does not rotate by itself.
    pub schedule: Option<Schedule>,
    /// How long an old credential stays valid after its readers were given the new one, in seconds.
    pub grace_s: u32,
    /// Whether the old credential may go earlier: as soon as whoever read it has read the new one.
    pub await_readers: bool,
    /// Which readers are given a new credential first, if not all at once.
    pub rollout: Option<Rollout>,
    /// Whether nothing begins by itself for now.
    pub paused: bool,
    /// What the client said about the target in its own words, JSON; answered as it was sent.
    pub config: String,
    /// When the next rotation is due, if it rotates by itself.
    pub next_due: Option<Timestamp>,
    /// When the last rotation that gave readers a new credential began.
    pub last_rotated: Option<Timestamp>,
    /// The rotation that has not ended.
    pub open: Option<RotationId>,
    /// When it was set first.
    pub created: Timestamp,
    /// Starts at 1, one more with each change.
    pub revision: u64,
}

impl RotationPlanRow {
    /// What spreads the secret from others that are due with it: the random half of its id, the same each time.
    fn seed(&self) -> u64 {
        let [.., a, b, c, d, e, f, g, h] = self.secret.0;
        u64::from_be_bytes([a, b, c, d, e, f, g, h])
    }

    /// When the secret rotates by itself, as far as its schedule says now: endless, beginning with the date that is stored.
    pub(crate) fn dates(&self, now: Timestamp) -> impl Iterator<Item = Timestamp> {
        let first = self.next_due.filter(|_| self.automatic && !self.paused && self.open.is_none());
        let planned = first.zip(self.schedule.as_ref());
        planned.map(|(first, schedule)| schedule.dates(first, now, self.seed())).into_iter().flatten()
    }

    /// When the secret is to rotate next if it last did so then: only if it does so by itself and no rotation is open.
    pub(crate) fn next_due_after(&self, last: Timestamp, now: Timestamp) -> Option<Timestamp> {
        let schedule = self.schedule.as_ref().filter(|_| self.automatic && self.open.is_none())?;
        Some(schedule.next_after(last, now, self.seed()))
    }

    /// How long an old credential stays valid, in seconds. Of a secret that rotates by itself at most half its period, so that the next
    /// rotation finds none open.
    pub(crate) fn effective_grace_s(&self) -> u32 {
        let period = self.schedule.as_ref().filter(|_| self.automatic).map(|schedule| schedule.period.seconds());
        period.map_or(self.grace_s, |period| self.grace_s.min(period / 2))
    }
}

/// One rotation of a secret. It stays when it has ended, as long as its secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RotationRow {
    /// Id.
    pub id: RotationId,
    /// Whose.
    pub secret: SecretId,
    /// Where the credential belongs.
    pub place: RotationPlace,
    /// How it is replaced.
    pub strategy: Strategy,
    /// The account that the new credential is for; known when there is one.
    pub account: Option<AccountName>,
    /// Id of the new version. The version exists once there is a credential.
    pub version: VersionId,
    /// The version that was current when it began.
    pub old_version: VersionId,
    /// Where the target makes the key: the ids of those that the account had before, once it was asked.
    pub known_keys: Option<Vec<String>>,
    /// Whether the old credential may go as soon as whoever read it has read the new one.
    pub await_readers: bool,
    /// Which readers are given the new credential first; none once all are to be given it.
    pub rollout: Option<Rollout>,
    /// Until when at the latest: part of the readers have the new credential alone, or the old one stays valid.
    pub deadline: Option<Timestamp>,
    /// How far it has come.
    pub state: RunState,
    /// When its next step is due.
    pub due: Timestamp,
    /// Why it began.
    pub trigger: RunTrigger,
    /// Name of who began it.
    pub starter: String,
    /// When it began.
    pub started: Timestamp,
    /// When something about it last changed.
    pub updated: Timestamp,
    /// When it ended.
    pub ended: Option<Timestamp>,
    /// Who does its next step now.
    pub lease: Option<RunLease>,
    /// One more each time that a step is taken; a report of an earlier one is refused.
    pub fence: u64,
    /// Starts at 1, one more with each change.
    pub revision: u64,
}

/// Who does a step, and since when. Part of the rotation's row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RunLease {
    /// The process.
    pub owner: [u8; 16],
    /// When it last said that it is still at it.
    pub since: Timestamp,
}

impl Encode for ManagerRow {
    fn encode(&self, out: &mut Encoder) {
        let Self { account, secret } = self;
        account.encode(out);
        secret.encode(out);
    }
}

impl Encode for RunLease {
    fn encode(&self, out: &mut Encoder) {
        let Self { owner, since } = self;
        owner.encode(out);
        since.encode(out);
    }
}

authenticate!(TargetRow, "target", 2, |t| t.name, {
    id, name, kind, host, port, database, trust, manager, creator, created, updated, revision
});

authenticate!(RotationPlanRow, "rotation_plan", 3, |p| format!("of secret {}", p.secret), {
    secret, place, strategy, accounts, automatic, schedule, grace_s, await_readers, rollout, paused, config, next_due,
    last_rotated, open, created, revision
});

authenticate!(RotationRow, "rotation", 3, |r| r.id, {
    id, secret, place, strategy, account, version, old_version, known_keys, await_readers, rollout, deadline, state, due, trigger,
    starter, started, updated, ended, lease, fence, revision
});
