//! The form that sets whether and when a secret rotates by itself.

use super::{
    calls::SetRotationPolicy,
    dto::{PeriodUnit, RotationDetails},
    words::Hours,
};
use crate::{
    client::{FormAction, SubmitForm, failure, on_success},
    secrets::{frame::Reload, problems::ActionError},
};
use leptos::prelude::*;
use strongroom_ui::{
    Button, ButtonKind, Card, Choice, NumberField, Select, Switch, TextField, TextKind, Time, TimeMode, use_toasts,
};

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
    let (every, unit) = rotation.every_s.map_or((30, PeriodUnit::Day), PeriodUnit::of);
    let Hours { from, to, offset } = Hours::of(rotation.window.as_deref());
    // A period that was set in smaller units stays exact.
    let usual = |one: &PeriodUnit| matches!(one, PeriodUnit::Day | PeriodUnit::Hour) || *one == unit;
    let units = PeriodUnit::ALL.into_iter().filter(usual);
    let units = units.map(|unit| Choice::new(unit.word(), format!("{}s", unit.word()))).collect();
    view! {
        <Card title="Schedule">
            <SubmitForm action failed="Not saved" attr:class="flex flex-col gap-4">
                <ActionError error=failure(action) title="Not saved"/>
                <input type="hidden" name="name" value=name/>
                <Switch id="rotation-automatic" name="automatic" label="Rotate automatically" checked=rotation.automatic hint="Without it the secret rotates only when somebody asks for it."/>
                <div class="grid grid-cols-2 items-start gap-4">
                    <NumberField id="rotation-every" name="every" label="Rotate every" value=i64::from(every) min=1 required=true hint="6 hours to 365 days"/>
                    <Select id="rotation-unit" name="unit" label="Unit" choices=units value=unit.word() required=true/>
                </div>
                <fieldset class="grid grid-cols-2 items-start gap-4">
                    <legend class="mb-2 font-medium">"Only between"</legend>
                    <TextField id="rotation-from" name="from" label="From" kind=TextKind::TimeOfDay value=from/>
                    <TextField id="rotation-to" name="to" label="Until" kind=TextKind::TimeOfDay value=to/>
                    <TextField id="rotation-offset" name="offset" label="Offset from UTC" value=offset mono=true placeholder="+08:00" hint="Empty for UTC. Without hours it rotates at any time."/>
                </fieldset>
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
    .into_any()
}
