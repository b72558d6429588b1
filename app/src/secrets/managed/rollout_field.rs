//! Who is given a new credential first, and whether the old one waits for its readers.

use super::{
    input::PlanInput,
    rollout::{LATER, NAMED, SHARES},
};
use crate::secrets::problems::Problems;
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
        let all = [Choice::new("", "All applications at once")];
        let shares = SHARES.map(|share| Choice::new(share.to_string(), format!("{share} % of them first")));
        let named = input.has_named().then(|| Choice::new(NAMED, "The named ones first, as the API has set"));
        all.into_iter().chain(shares).chain(named).collect::<Vec<_>>()
    };
    let times = || {
        let person = [Choice::new("", "when somebody says so")];
        person
            .into_iter()
            .chain(LATER.map(|(seconds, words)| Choice::new(seconds.to_string(), words)))
            .collect::<Vec<_>>()
    };
    move || {
        let both_work = input.strategy().is_some_and(|strategy| strategy.guarantee().both_work());
        let others = move || {
            let first = input.share.with(|share| !share.is_empty());
            (first || !hydrated.get()).then(|| {
                view! { <Select id="others-after" name="others_after" label="The others follow" choices=times() bind_to=input.others_after required=false/> }
                    .into_any()
            })
        };
        (both_work || !hydrated.get()).then(|| {
            let hint = "Those are asked for by name and network, so each always has the same. If the target refuses the new credential meanwhile, it is taken back.";
            view! {
                <Checkbox id="await-readers" name="await_readers" label="Revoke the old one earlier, as soon as every reader of it has read the new one" bind_to=input.await_readers/>
                <div class="grid items-start gap-4 sm:grid-cols-2">
                    <Select id="share" name="share" label="A new credential goes to" choices=shares() bind_to=input.share required=false hint error=problems.of(Field::RolloutShare)/>
                    {others}
                </div>
            }
            .into_any()
        })
    }
}
