//! The form that sets whether and when a secret rotates by itself.

use super::{
    calls::SetRotationPolicy,
    dto::RotationDetails,
    schedule_fields::{ScheduleFields, ScheduleInput},
};
use crate::{
    client::{FormAction, SubmitForm, failure, on_success},
    secrets::{frame::Reload, problems::ActionError},
};
use leptos::prelude::*;
use strongroom_ui::{Button, ButtonKind, Card, Time, TimeMode, use_toasts};

/// Whether, how often and at which hours it rotates by itself, with the next dates.
#[component]
pub(super) fn PolicyForm(
    /// Name of the secret.
    name: String,
    /// How it rotates now.
    rotation: RotationDetails,
) -> impl IntoView {
    let action = FormAction::<SetRotationPolicy>::new();
    let (reload, toasts) = (Reload::here(), use_toasts());
    on_success(action, move |()| {
        toasts.say("Schedule saved");
        reload.now();
    });
    let input = ScheduleInput::of(&rotation);
    view! {
        <Card title="Schedule">
            <SubmitForm action failed="Not saved" attr:class="flex flex-col gap-4">
                <ActionError error=failure(action) title="Not saved"/>
                <input type="hidden" name="name" value=name/>
                <ScheduleFields input/>
                <Upcoming dates=rotation.upcoming paused=rotation.paused automatic=rotation.automatic/>
                <div><Button kind=ButtonKind::Primary submit=true pending=action.pending()>"Save schedule"</Button></div>
            </SubmitForm>
        </Card>
    }
}

/// The next dates, on a line in their distances from each other.
#[component]
pub(super) fn Upcoming(
    /// When the next rotations are due.
    dates: Vec<i64>,
    /// Whether nothing begins by itself for now.
    paused: bool,
    /// Whether it rotates by itself.
    automatic: bool,
) -> impl IntoView {
    if dates.is_empty() {
        let why = match (automatic, paused) {
            (false, _) => "No rotation is scheduled.",
            (true, true) => "Rotations are paused.",
            (true, false) => "The next date is set when the running rotation ends.",
        };
        return view! { <p class="text-ink-3">{why}</p> }.into_any();
    }
    view! { <Dates dates/> }.into_any()
}

/// Dates of rotations, on a line in their distances from each other.
#[component]
pub(in crate::secrets) fn Dates(
    /// In order.
    dates: Vec<i64>,
) -> impl IntoView {
    let (first, last) = (dates.first().copied().unwrap_or_default(), dates.last().copied().unwrap_or_default());
    // In thousandths of the line, with room for the outer dots.
    let at = |date: i64| 20 + (date - first) * 960 / (last - first).max(1);
    let dots =
        dates.iter().map(|date| view! { <circle cx=at(*date) cy="12" r="7" class="fill-accent"/> }).collect_view();
    let list = dates
        .iter()
        .enumerate()
        .map(|(index, date)| {
            let away =
                (index == 0).then(|| view! { <span class="text-ink-3">" · " <Time at=*date upcoming=true/></span> });
            view! { <li><Time at=*date mode=TimeMode::Absolute/> {away}</li> }
        })
        .collect_view();
    view! {
        <div class="flex flex-col gap-2">
            <h3 class="font-medium">"Next dates"</h3>
            <svg viewBox="0 0 1000 24" class="w-full" aria-hidden="true">
                <line x1="0" y1="12" x2="1000" y2="12" class="stroke-line-strong" stroke-width="2"/>
                {dots}
            </svg>
            <ol class="flex flex-col gap-1 text-sm text-ink-2">{list}</ol>
        </div>
    }
}
