//! What follows when the secret is created.

use super::{input::PlanInput, rollout::ALL, schedule_step::dates};
use crate::{
    labels,
    secrets::rotation::{ScheduleInput, guarantee, period, span},
};
use leptos::prelude::*;
use strongroom_domain::Strategy;
use strongroom_ui::{Chip, DescriptionList, Fact, Time, use_hydrated};

/// What was chosen, and what will happen. Scripts follow what is typed; without them there is nothing to show yet.
#[component]
pub(super) fn Consequences(
    /// How it rotates.
    input: PlanInput,
    /// When it rotates.
    schedule: ScheduleInput,
    /// The server's time.
    now: i64,
) -> impl IntoView {
    let hydrated = use_hydrated();
    move || {
        let (draft, strategy) = (input.draft(), input.strategy().filter(|_| hydrated.get())?);
        let (what, both_work) = (labels::credential(strategy), strategy.guarantee().both_work());
        let grace = draft.grace_s().ok().flatten().map_or_else(|| "the usual time".to_owned(), span);
        let old = match both_work {
            true if draft.await_readers => {
                format!(
                    "After each rotation the old {what} stays valid until its last reader has read the new one, at most {grace}."
                )
            }
            true => {
                format!("After each rotation the old {what} stays valid for {grace}, then the target refuses it.")
            }
            false => format!("After each rotation the target refuses the old {what} at once."),
        };
        // What becomes of it is for the function to decide.
        let old = Some(old).filter(|_| strategy != Strategy::Function);
        let gradual = (both_work && draft.rollout.share != ALL)
            .then(|| format!("A new {what} first goes to some applications, and to the others as you have chosen."));
        let first = dates(schedule, now).first().copied();
        let when = match (first, schedule.draft().period()) {
            (Some(at), Ok(Some(every))) => {
                view! { "It rotates " {period(every.seconds())} ", first " <Time at upcoming=true/> "." }.into_any()
            }
            _ => "It rotates only when somebody asks for it.".into_any(),
        };
        let second = draft.second.trim().to_owned();
        let second = match (strategy, second.is_empty()) {
            (Strategy::TwoAccounts, true) => Some(format!("{}_clone", draft.account.trim())),
            (Strategy::TwoAccounts, false) => Some(second),
            _ => None,
        };
        let accounts =
            [draft.account.trim().to_owned()].into_iter().filter(|_| strategy != Strategy::Function).chain(second);
        let accounts: Vec<_> = accounts.map(|account| view! { <Chip>{account}</Chip> }.into_any()).collect();
        let accounts = (!accounts.is_empty()).then(|| {
            view! { <Fact term="Accounts"><span class="flex flex-wrap gap-1.5">{accounts}</span></Fact> }.into_any()
        });
        Some(
            view! {
                <DescriptionList>
                    <Fact term="Target"><span class="break-all">{draft.target}</span></Fact>
                    {accounts}
                    <Fact term="Method">{labels::strategy(strategy)}</Fact>
                </DescriptionList>
                <div class="flex flex-col gap-2">
                    <h3 class="font-medium">"What will happen"</h3>
                    <ul class="flex list-disc flex-col gap-1 ps-5 text-ink-2">
                        <li>{format!("Applications can read the {what} that you entered. Nothing changes at the target yet.")}</li>
                        <li>{when}</li>
                        <li>{guarantee(strategy.guarantee())}</li>
                        {gradual.map(|words| view! { <li>{words}</li> }.into_any())}
                        {old.map(|words| view! { <li>{words}</li> }.into_any())}
                    </ul>
                </div>
            }
            .into_any(),
        )
    }
}
