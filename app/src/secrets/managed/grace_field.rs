//! How long an old credential stays valid.

use super::input::PlanInput;
use crate::{
    labels::credential,
    secrets::{problems::Problems, rotation::PeriodUnit},
};
use leptos::prelude::*;
use strongroom_domain::Field;
use strongroom_ui::{Choice, NumberField, Select, use_hydrated};

/// A number and a unit. Not shown where the old credential stops working at once.
#[component]
pub(super) fn GraceField(
    /// What is entered.
    input: PlanInput,
    /// The form's problems.
    problems: Problems,
) -> impl IntoView {
    let hydrated = use_hydrated();
    let units = || PeriodUnit::ALL.map(|unit| Choice::new(unit.word(), format!("{}s", unit.word()))).to_vec();
    move || {
        let strategy = input.strategy();
        let both_work = strategy.is_some_and(|strategy| strategy.guarantee().both_work());
        let label = format!("The old {} stays valid for", strategy.map_or("password", credential));
        (both_work || !hydrated.get()).then(|| {
            let hint = "Long enough for applications to read the new one. At most half the time between two rotations.";
            view! {
                <div class="flex flex-col gap-1.5">
                <div class="grid grid-cols-2 items-end gap-4">
                    <NumberField id="grace" name="grace" label bind_to=input.grace min=0 error=problems.of(Field::Grace)/>
                    <Select id="grace-unit" name="grace_unit" label="Unit of that time" choices=units() bind_to=input.grace_unit required=true/>
                </div>
                <p class="text-sm text-ink-2">{hint}</p>
                </div>
            }
            .into_any()
        })
    }
}
