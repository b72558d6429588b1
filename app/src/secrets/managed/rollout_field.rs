//! Who is given a new credential first, and whether the old one waits for its readers.

use super::{
    input::PlanInput,
    rollout::{ALL, BY_HAND, LATER, NAMED, SHARES},
};
use crate::secrets::{problems::Problems, rotation::span};
use leptos::prelude::*;
use strongroom_domain::Field;
use strongroom_ui::{Checkbox, Choice, Select, use_hydrated};

/// Not shown where old and new credential do not work at once.
#[component]
pub(super) fn RolloutField(
    /// What is entered.
    input: PlanInput,
    /// The form's problems.
    problems: Problems,
) -> impl IntoView {
    let hydrated = use_hydrated();
    let shares = move || {
        let all = [Choice::new(ALL, "All applications at once")];
        let share = |share: &str| Choice::new(share.to_owned(), format!("{share} % of them first"));
        let shares = SHARES.map(|number| share(&number.to_string()));
        let own = input.share_at_first().map(|own| share(&own));
        let named = input.has_named().then(|| Choice::new(NAMED, "The ones named through the API first"));
        all.into_iter().chain(shares).chain(own).chain(named).collect::<Vec<_>>()
    };
    let times = move || {
        let person = [Choice::new(BY_HAND, "when someone releases it")];
        let later = LATER.map(|(seconds, words)| Choice::new(seconds.to_string(), words));
        let own = input.time_at_first().map(|own| Choice::new(own.to_string(), format!("after {}", span(own))));
        person.into_iter().chain(later).chain(own).collect::<Vec<_>>()
    };
    move || {
        let both_work = input.strategy().is_some_and(|strategy| strategy.guarantee().both_work());
        let others = move || {
            let first = input.share.with(|share| share != ALL);
            (first || !hydrated.get()).then(|| {
                view! { <Select id="others-after" name="others_after" label="The others follow" choices=times() bind_to=input.others_after required=true error=problems.of(Field::RolloutTime)/> }
                    .into_any()
            })
        };
        (both_work || !hydrated.get()).then(|| {
            let hint = "Applications are chosen by name and network, so the same ones always have it. If the target refuses the new credential, they get the old one back.";
            view! {
                <Checkbox id="await-readers" name="await_readers" label="Revoke the old one earlier, as soon as every reader of it has read the new one" bind_to=input.await_readers/>
                <div class="grid items-start gap-4 sm:grid-cols-2">
                    <Select id="share" name="share" label="A new credential goes to" choices=shares() bind_to=input.share required=true hint error=problems.of(Field::RolloutShare)/>
                    {others}
                </div>
            }
            .into_any()
        })
    }
}
