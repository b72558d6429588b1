//! Fields for whether, how often and at which hours a secret rotates by itself.

use super::{
    dto::{PeriodUnit, RotationDetails, ScheduleDraft},
    freeze_fields::{FreezeFields, FreezeRows},
    local_time::shown_at,
    words::Hours,
};
use crate::secrets::problems::Problems;
use leptos::prelude::*;
use strongroom_domain::Field;
use strongroom_ui::{Choice, NumberField, Select, Switch, TextField, TextKind};

/// What is entered.
#[derive(Clone, Copy)]
pub struct ScheduleInput {
    /// Whether it rotates by itself.
    pub automatic: RwSignal<bool>,
    every: RwSignal<String>,
    unit: RwSignal<String>,
    from: RwSignal<String>,
    to: RwSignal<String>,
    offset: RwSignal<String>,
    begins: RwSignal<String>,
    freezes: FreezeRows,
}

impl ScheduleInput {
    /// Every 30 days, at any hour.
    pub fn usual() -> Self {
        Self::with(true, None, None, None, &[])
    }

    /// As a secret rotates now.
    pub fn of(rotation: &RotationDetails) -> Self {
        let RotationDetails { automatic, every_s, window, begins, freezes, .. } = rotation;
        Self::with(*automatic, *every_s, window.as_deref(), *begins, freezes)
    }

    fn with(
        automatic: bool,
        every_s: Option<u32>,
        window: Option<&str>,
        begins: Option<i64>,
        freezes: &[(i64, i64)],
    ) -> Self {
        let (every, unit) = every_s.map_or((30, PeriodUnit::Day), PeriodUnit::of);
        let Hours { from, to, offset } = Hours::of(window);
        Self {
            automatic: RwSignal::new(automatic),
            every: RwSignal::new(every.to_string()),
            unit: RwSignal::new(unit.word().to_owned()),
            from: RwSignal::new(from),
            to: RwSignal::new(to),
            begins: RwSignal::new(begins.map(|at| shown_at(at, &offset)).unwrap_or_default()),
            freezes: FreezeRows::of(freezes, &offset),
            offset: RwSignal::new(offset),
        }
    }

    /// As the form sends it.
    pub fn draft(self) -> ScheduleDraft {
        let (freeze_from, freeze_to) = self.freezes.texts();
        ScheduleDraft {
            freeze_from,
            freeze_to,
            every: self.every.get(),
            unit: PeriodUnit::named(&self.unit.read()),
            from: self.from.get(),
            to: self.to.get(),
            offset: self.offset.get(),
            begins: self.begins.get(),
        }
    }
}

/// The fields.
#[component]
pub fn ScheduleFields(
    /// What is entered.
    input: ScheduleInput,
    /// The form's problems.
    #[prop(optional)]
    problems: Option<Problems>,
) -> impl IntoView {
    let ScheduleInput { automatic, every, unit, from, to, offset, begins, freezes } = input;
    let at_first = PeriodUnit::named(&unit.read_untracked());
    // A period that was set in smaller units stays exact.
    let usual = |one: &PeriodUnit| matches!(one, PeriodUnit::Day | PeriodUnit::Hour) || *one == at_first;
    let units = PeriodUnit::ALL.into_iter().filter(usual);
    let units = units.map(|unit| Choice::new(unit.word(), format!("{}s", unit.word()))).collect::<Vec<_>>();
    let error = move |field| MaybeProp::derive(move || problems.and_then(|problems| problems.of(field).get()));
    view! {
        <Switch id="rotation-automatic" name="automatic" label="Rotate automatically" bind_to=automatic checked=automatic.get_untracked() hint="Without it the secret rotates only when somebody asks for it."/>
        <div class="grid grid-cols-2 items-start gap-4">
            <NumberField id="rotation-every" name="every" label="Rotate every" bind_to=every min=1 required=true hint="6 hours to 365 days" error=error(Field::RotationPeriod)/>
            <Select id="rotation-unit" name="unit" label="Unit" choices=units bind_to=unit required=true/>
        </div>
        <fieldset class="grid grid-cols-2 items-start gap-4">
            <legend class="mb-2 font-medium">"Only between"</legend>
            <TextField id="rotation-from" name="from" label="From" kind=TextKind::TimeOfDay bind_to=from error=error(Field::RotationWindow)/>
            <TextField id="rotation-to" name="to" label="Until" kind=TextKind::TimeOfDay bind_to=to/>
            <TextField id="rotation-offset" name="offset" label="Offset from UTC" bind_to=offset mono=true placeholder="+08:00" hint="Empty for UTC. Without hours it rotates at any time."/>
        </fieldset>
        <TextField id="rotation-begins" name="begins" label="First rotation" kind=TextKind::DateTime bind_to=begins hint="At the offset above, and none by itself before. Empty: one period after the last one." error=error(Field::FirstRotation)/>
        <FreezeFields freezes problems/>
    }
}
