//! The dates of plans, sorted into days. Pure: it knows ids, not names.

use super::{DateState, RotationDay};
use crate::rows::{RotationPlanRow, RotationRow};
use std::collections::{HashMap, hash_map::Entry};
use strongroom_domain::{AccountName, Period, RunPhase, SecretId, TargetId, Timestamp, limits};

/// Dates that are computed for one answer, those before its first day too.
const DATES: usize = 200_000;
/// Rotations at one target within an hour that are many.
const CROWD: u32 = 5;
/// Crowded hours of a day that are named.
const CROWDS: usize = 5;
const HOUR_MS: i64 = 3_600_000;

/// An entry before its names are known.
#[derive(Clone, Copy)]
pub(super) struct RawDate {
    pub at: Timestamp,
    pub secret: SecretId,
    /// `None` for a value that is generated here.
    pub target: Option<TargetId>,
    pub state: DateState,
    pub crowded: bool,
    pub shared: bool,
}

impl RawDate {
    fn planned(plan: &RotationPlanRow, at: Timestamp, now: Timestamp) -> Self {
        let late = at < now.plus_ms(-limits::ROTATION_LATE_MS);
        let state = if late { DateState::Overdue } else { DateState::Due };
        Self { at, secret: plan.secret, target: plan.place.target(), state, crowded: false, shared: false }
    }

    /// What is overdue of a plan.
    pub fn overdue(plan: &RotationPlanRow, now: Timestamp) -> Option<Self> {
        Some(Self::planned(plan, plan.next_due?, now)).filter(|date| date.state == DateState::Overdue)
    }

    pub fn of_run(run: &RotationRow) -> Self {
        let state = DateState::Run(run.id, run.state);
        Self { at: run.started, secret: run.secret, target: run.place.target(), state, crowded: false, shared: false }
    }

    /// What needs attention comes first, then the time decides.
    fn order(&self) -> (u8, Timestamp, SecretId) {
        let rank = match self.state {
            DateState::Run(_, state) if state.phase == RunPhase::NeedsAPerson => 0,
            DateState::Overdue => 1,
            DateState::Due | DateState::Run(..) => 2,
        };
        (rank, self.at, self.secret)
    }
}

/// One day: its counts, its entries in order, and its crowded hours.
pub(super) struct DatesOfDay {
    pub day: RotationDay,
    pub dates: Vec<RawDate>,
    pub crowded: Vec<(TargetId, Timestamp, u32)>,
}

/// The dates of all plans within a time.
pub(super) struct PlannedDates {
    /// By the number of their day.
    days: HashMap<i64, Vec<RawDate>>,
    /// Secrets with a freeze, by the number of the day.
    frozen: HashMap<i64, u32>,
    from: Timestamp,
    /// Whether there are more than are computed.
    pub cut: bool,
}

impl PlannedDates {
    pub fn of(plans: &[RotationPlanRow], span: Period, now: Timestamp) -> Self {
        let mut found = Self { days: HashMap::new(), frozen: HashMap::new(), from: span.from, cut: false };
        let (mut left, accounts) = (DATES, shared_accounts(plans));
        for plan in plans {
            found.freeze(plan, span);
            let is_shared =
                |target| plan.accounts.iter().any(|account| accounts.get(&(target, account)) == Some(&None));
            let shared = plan.place.target().is_some_and(is_shared);
            for at in plan.dates(now).take_while(|at| *at < span.to) {
                if left == 0 {
                    found.cut = true;
                    break;
                }
                left -= 1;
                if at >= span.from {
                    let date = RawDate { shared, ..RawDate::planned(plan, at, now) };
                    found.days.entry(found.number(at)).or_default().push(date);
                }
            }
        }
        found
    }

    fn number(&self, at: Timestamp) -> i64 {
        at.0.saturating_sub(self.from.0).div_euclid(Timestamp::DAY_MS)
    }

    fn freeze(&mut self, plan: &RotationPlanRow, span: Period) {
        let freezes = plan.schedule.iter().flat_map(|schedule| &schedule.freezes);
        let mut days: Vec<i64> = freezes
            .filter(|freeze| freeze.from < span.to && freeze.to > span.from)
            .flat_map(|freeze| {
                let last = Timestamp(freeze.to.min(span.to).0 - 1);
                self.number(freeze.from.max(span.from))..=self.number(last)
            })
            .collect();
        days.sort_unstable();
        days.dedup();
        for day in days {
            *self.frozen.entry(day).or_default() += 1;
        }
    }

    /// The day that begins then, with the rotations that began on it.
    pub fn day(&self, from: Timestamp, runs: &[RotationRow]) -> DatesOfDay {
        let number = self.number(from);
        let mut dates = self.days.get(&number).cloned().unwrap_or_default();
        let crowded = mark_crowds(&mut dates);
        dates.extend(runs.iter().filter(|run| self.number(run.started) == number).map(RawDate::of_run));
        dates.sort_by_key(RawDate::order);
        let count =
            |of: fn(&RawDate) -> bool| u32::try_from(dates.iter().filter(|date| of(date)).count()).unwrap_or(u32::MAX);
        let day = RotationDay {
            from,
            due: count(|date| date.state == DateState::Due),
            overdue: count(|date| date.state == DateState::Overdue),
            failed: count(|date| phase(date) == Some(RunPhase::NeedsAPerson)),
            open: count(|date| matches!(phase(date), Some(RunPhase::Active | RunPhase::RetryWait))),
            ended: count(|date| {
                use RunPhase::{Done, GivenUp, RolledBack, Superseded};
                matches!(phase(date), Some(Done | GivenUp | RolledBack | Superseded))
            }),
            frozen: self.frozen.get(&number).copied().unwrap_or_default(),
            crowded: Vec::new(),
            shared: count(|date| date.shared),
            entries: Vec::new(),
        };
        DatesOfDay { day, dates, crowded }
    }
}

fn phase(date: &RawDate) -> Option<RunPhase> {
    match date.state {
        DateState::Run(_, state) => Some(state.phase),
        DateState::Due | DateState::Overdue => None,
    }
}

/// Marks the dates in hours in which many secrets rotate at one target; these hours, most first.
fn mark_crowds(dates: &mut [RawDate]) -> Vec<(TargetId, Timestamp, u32)> {
    let hour = |date: &RawDate| Some((date.target?, date.at.0.div_euclid(HOUR_MS)));
    let mut counts: HashMap<_, u32> = HashMap::new();
    for hour in dates.iter().filter_map(hour) {
        *counts.entry(hour).or_default() += 1;
    }
    counts.retain(|_, count| *count >= CROWD);
    for date in dates.iter_mut() {
        date.crowded = hour(date).is_some_and(|hour| counts.contains_key(&hour));
    }
    let mut crowds: Vec<_> =
        counts.into_iter().map(|((target, hour), count)| (target, Timestamp(hour * HOUR_MS), count)).collect();
    crowds.sort_by_key(|(target, hour, count)| (std::cmp::Reverse(*count), *hour, *target));
    crowds.truncate(CROWDS);
    crowds
}

/// For each account of a target the secret that sets it; `None` if several do.
fn shared_accounts(plans: &[RotationPlanRow]) -> HashMap<(TargetId, &AccountName), Option<SecretId>> {
    let mut accounts = HashMap::new();
    for plan in plans {
        let Some(target) = plan.place.target() else { continue };
        for account in &plan.accounts {
            match accounts.entry((target, account)) {
                Entry::Vacant(entry) => {
                    entry.insert(Some(plan.secret));
                }
                Entry::Occupied(mut entry) if *entry.get() != Some(plan.secret) => {
                    entry.insert(None);
                }
                Entry::Occupied(_) => {}
            }
        }
    }
    accounts
}
