//! ListRotationDates: what rotates when, day by day, with what stands in the way.

mod days;

use super::names::Names;
use crate::{
    CoreError,
    engine::{Context, Done, Run},
    ops::page::{check_page, cut},
    ports::RotationSlice,
};
use days::{DatesOfDay, PlannedDates, RawDate};
use strongroom_domain::{
    Action, Field, FieldError, Period, Problem, RotationId, RunFilter, RunState, SecretName, TargetName, Timestamp,
    Unit, limits,
};
use strongroom_trail::Detail;

/// Plans that are looked at, those that are due first.
const PLANS: u32 = 20_000;
/// Rotations that are looked at, the latest.
const RUNS: u32 = 10_000;
/// Rotations and secrets that need attention which are named.
const ATTENTION: u32 = 20;

/// Days of 24 hours, and what rotates on each. What is to come is what the schedules say now.
pub struct ListRotationDates {
    /// The beginning of the first day.
    pub from: Timestamp,
    /// How many days: 1 to [`limits::CALENDAR_DAYS`].
    pub days: u32,
    /// Entries of each day that are named: 1 to [`limits::PAGE`].
    pub entries: u32,
    /// Entries of each day that are left out before those.
    pub skip: u32,
}

/// Output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RotationCalendar {
    /// Every day that was asked for, in order.
    pub days: Vec<RotationDay>,
    /// What does not go on without a person or is overdue, on whichever day; the first of them.
    pub attention: Vec<RotationDate>,
    /// Whether more secrets, rotations or dates are there than are looked at, so that counts may be too low.
    pub cut: bool,
}

/// One day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RotationDay {
    /// Its beginning.
    pub from: Timestamp,
    /// Rotations that are due by their schedules, without those that are overdue.
    pub due: u32,
    /// Secrets that were due and have not begun.
    pub overdue: u32,
    /// Rotations that do not go on without a person.
    pub failed: u32,
    /// Rotations that are under way.
    pub open: u32,
    /// Rotations that have ended.
    pub ended: u32,
    /// Secrets that do not rotate by themselves at some time of the day, because of their freeze dates.
    pub frozen: u32,
    /// Hours in which many secrets rotate at one target, most first.
    pub crowded: Vec<CrowdedHour>,
    /// Entries of secrets whose account another secret sets too.
    pub shared: u32,
    /// Those that were asked for: what needs attention first, then by time.
    pub entries: Vec<RotationDate>,
}

impl RotationDay {
    /// All entries of the day.
    pub fn total(&self) -> u32 {
        [self.due, self.overdue, self.failed, self.open, self.ended].into_iter().fold(0, u32::saturating_add)
    }
}

/// Many rotations at one target within an hour.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CrowdedHour {
    /// The target; `None` if it was deleted meanwhile.
    pub target: Option<TargetName>,
    /// The beginning of the hour.
    pub from: Timestamp,
    /// How many.
    pub count: u32,
}

/// A rotation, or a date of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RotationDate {
    /// When it is due, or began.
    pub at: Timestamp,
    /// Of which secret; `None` if that was purged meanwhile.
    pub secret: Option<SecretName>,
    /// At which target; `None` if that was deleted since.
    pub target: Option<TargetName>,
    /// What it is.
    pub state: DateState,
    /// Whether it is in an hour in which many secrets rotate at its target.
    pub crowded: bool,
    /// Whether another secret sets the same account at the same target: each of their rotations breaks the other.
    pub shared: bool,
}

/// What an entry of a calendar is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateState {
    /// A date to come.
    Due,
    /// A date that has passed for more than [`limits::ROTATION_LATE_MS`], and no rotation has begun.
    Overdue,
    /// A rotation that began.
    Run(RotationId, RunState),
}

impl Run for ListRotationDates {
    type Output = RotationCalendar;

    fn action(&self) -> Action {
        Action::ListRotations
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<RotationCalendar>, CoreError> {
        check_page(self.entries, limits::PAGE)?;
        if !(1..=limits::CALENDAR_DAYS).contains(&self.days) {
            let problem = Problem::Range { min: 1, max: limits::CALENDAR_DAYS, unit: Unit::Days };
            return Err(FieldError::new(Field::EndTime, problem).into());
        }
        let began = Period { from: self.from, to: self.from.plus_ms(i64::from(self.days) * Timestamp::DAY_MS) };
        let now = cx.engine.rotation_now();
        let plans = cx.vault.verified(cx.store().scheduled_plans(PLANS + 1).await?)?;
        let (plans, more_plans) = cut(plans, PLANS);
        let slice = RotationSlice { began: Some(began), limit: RUNS + 1, ..RotationSlice::default() };
        let (runs, more_runs) = cut(cx.vault.verified(cx.store().rotations(&slice).await?)?, RUNS);
        let stuck = RotationSlice { states: RunFilter::NeedsAPerson, limit: ATTENTION, ..RotationSlice::default() };
        let stuck = cx.vault.verified(cx.store().rotations(&stuck).await?)?;

        let planned = PlannedDates::of(&plans, began, now);
        let mut names = Names::default();
        let mut days = Vec::with_capacity(self.days as usize);
        for day in 0..self.days {
            let from = self.from.plus_ms(i64::from(day) * Timestamp::DAY_MS);
            let dates = planned.day(from, &runs);
            days.push(self.named(cx, &mut names, from, dates).await?);
        }
        let mut attention = Vec::new();
        let overdue = plans.iter().filter_map(|plan| RawDate::overdue(plan, now)).take(ATTENTION as usize);
        for date in stuck.iter().map(RawDate::of_run).chain(overdue).collect::<Vec<_>>() {
            attention.push(named(cx, &mut names, date).await?);
        }
        let total = days.iter().fold(0, |sum: u32, day| sum.saturating_add(day.total()));
        cx.note(Detail::Count, total.to_string());
        let cut = more_plans || more_runs || planned.cut;
        Ok(Done::read(RotationCalendar { days, attention, cut }))
    }
}

impl ListRotationDates {
    async fn named(
        &self,
        cx: &Context<'_>,
        names: &mut Names,
        from: Timestamp,
        found: DatesOfDay,
    ) -> Result<RotationDay, CoreError> {
        let DatesOfDay { mut day, dates, crowded } = found;
        for (target, hour, count) in crowded {
            let target = names.target(cx, Some(target)).await?;
            day.crowded.push(CrowdedHour { target, from: hour, count });
        }
        for date in dates.into_iter().skip(self.skip as usize).take(self.entries as usize) {
            day.entries.push(named(cx, names, date).await?);
        }
        Ok(RotationDay { from, ..day })
    }
}

async fn named(cx: &Context<'_>, names: &mut Names, date: RawDate) -> Result<RotationDate, CoreError> {
    let RawDate { at, secret, target, state, crowded, shared } = date;
    let (secret, target) = (names.secret(cx, secret).await?, names.target(cx, target).await?);
    Ok(RotationDate { at, secret, target, state, crowded, shared })
}
