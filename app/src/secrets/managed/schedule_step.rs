//! When a new secret rotates, with the dates that follow.

use super::{grace_field::GraceField, input::PlanInput, rollout_field::RolloutField};
use crate::secrets::{
    problems::Problems,
    rotation::{Dates, ScheduleFields, ScheduleInput},
};
use leptos::prelude::*;
use strongroom_domain::Timestamp;
use strongroom_ui::use_hydrated;

/// Dates that are shown.
const DATES: usize = 5;

/// Period, hours, and how long the old credential stays valid.
#[component]
pub(super) fn ScheduleStep(
    /// When it rotates.
    schedule: ScheduleInput,
    /// How it rotates.
    input: PlanInput,
    /// The form's problems.
    problems: Problems,
    /// The server's time.
    now: i64,
) -> impl IntoView {
    let hydrated = use_hydrated();
    let preview = move || {
        let dates = if hydrated.get() { dates(schedule, now) } else { Vec::new() };
        (!dates.is_empty()).then(|| {
            view! {
                <Dates dates/>
                <p class="text-sm text-ink-3">"Each is moved by up to an hour, so that secrets do not rotate all at once."</p>
            }
            .into_any()
        })
    };
    view! {
        <ScheduleFields input=schedule problems/>
        <GraceField input problems/>
        <RolloutField input problems/>
        {preview}
    }
}

/// The first dates if it is created now; none if it does not rotate by itself, or what was entered is invalid.
pub(super) fn dates(schedule: ScheduleInput, now: i64) -> Vec<i64> {
    let Ok(Some(rule)) = schedule.draft().schedule() else { return Vec::new() };
    if !schedule.automatic.get() {
        return Vec::new();
    }
    let next = |last: &Timestamp| Some(rule.next_after(*last, *last, 0));
    std::iter::successors(next(&Timestamp(now)), next).take(DATES).map(|date| date.0).collect()
}
