//! How secrets rotate, and each rotation.

use crate::rows::{RotationPlanRow, RotationRow};
use strongroom_domain::{
    AccountName, Rollout, RotationId, RunState, RunTrigger, Schedule, SecretId, Strategy, TargetId, Timestamp,
    ValueRecipe, VersionId,
};

/// Times of [`RotationPlanFacts::upcoming`].
pub const UPCOMING: usize = 5;

/// How a secret rotates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RotationPlanFacts {
    /// Where its credential belongs; `None` if values are generated and no target is told.
    pub target: Option<TargetId>,
    /// What generated values are made of.
    pub recipe: Option<ValueRecipe>,
    /// How it is replaced.
    pub strategy: Strategy,
    /// The accounts at the target: one, or two that take turns; none without a target.
    pub accounts: Vec<AccountName>,
    /// Whether it rotates by itself.
    pub automatic: bool,
    /// When; kept while it does not rotate by itself.
    pub schedule: Option<Schedule>,
    /// How long an old credential stays valid after its readers were given the new one, in seconds.
    pub grace_s: u32,
    /// Whether the old credential may go earlier: as soon as every reader of it has read the new one.
    pub await_readers: bool,
    /// Which readers are given a new credential first, if not all at once.
    pub rollout: Option<Rollout>,
    /// Whether nothing begins by itself for now.
    pub paused: bool,
    /// What the client said about the target, JSON.
    pub config: String,
    /// When the next rotation is due, if it rotates by itself and none is under way.
    pub next_due: Option<Timestamp>,
    /// When it rotates by itself, as far as the schedule says now: the next [`UPCOMING`] times, the first of them `next_due`.
    pub upcoming: Vec<Timestamp>,
    /// When the last rotation began that gave readers a new credential, or gave them the old one back.
    pub last_rotated: Option<Timestamp>,
    /// The rotation that has not ended.
    pub open: Option<RotationId>,
    /// Whether that one does not go on without a person.
    pub stuck: bool,
}

impl RotationPlanFacts {
    pub(crate) fn of(row: RotationPlanRow, stuck: bool, now: Timestamp) -> Self {
        let grace_s = row.effective_grace_s();
        let upcoming = row.dates(now).take(UPCOMING).collect();
        let RotationPlanRow {
            place,
            strategy,
            accounts,
            automatic,
            schedule,
            await_readers,
            rollout,
            paused,
            config,
            ..
        } = row;
        let (next_due, last_rotated, open) = (row.next_due, row.last_rotated, row.open);
        Self {
            target: place.target(),
            recipe: place.recipe().cloned(),
            strategy,
            accounts,
            automatic,
            schedule,
            grace_s,
            await_readers,
            rollout,
            paused,
            config,
            next_due,
            upcoming,
            last_rotated,
            open,
            stuck,
        }
    }
}

/// One rotation of a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RotationFacts {
    /// Id.
    pub id: RotationId,
    /// Whose.
    pub secret: SecretId,
    /// Where the credential belongs; `None` if the value is generated and no target is told.
    pub target: Option<TargetId>,
    /// How it is replaced.
    pub strategy: Strategy,
    /// The account that the new credential is for, once there is one.
    pub account: Option<AccountName>,
    /// The new version.
    pub version: VersionId,
    /// The version that was current when it began.
    pub old_version: VersionId,
    /// Whether the old credential may go as soon as every reader of it has read the new one.
    pub await_readers: bool,
    /// Which readers are given the new credential first; none once all are to be given it.
    pub rollout: Option<Rollout>,
    /// Until when at the latest: part of the readers have the new credential alone, or the old one stays valid.
    pub deadline: Option<Timestamp>,
    /// How far it has come.
    pub state: RunState,
    /// When its next step is due, if it goes on by itself.
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
}

impl From<RotationRow> for RotationFacts {
    fn from(row: RotationRow) -> Self {
        let RotationRow { id, secret, ref place, strategy, account, version, old_version, state, .. } = row;
        let target = place.target();
        let RotationRow { await_readers, rollout, deadline, due, trigger, starter, started, updated, ended, .. } = row;
        Self {
            id,
            secret,
            target,
            strategy,
            account,
            version,
            old_version,
            await_readers,
            rollout,
            deadline,
            state,
            due,
            trigger,
            starter,
            started,
            updated,
            ended,
        }
    }
}
