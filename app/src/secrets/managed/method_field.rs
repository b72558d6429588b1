//! The choice of how a credential is replaced, each with its guarantee.

use super::input::PlanInput;
use crate::{labels, secrets::rotation::guarantee, targets::words};
use leptos::prelude::*;
use strongroom_domain::{Guarantee, Strategy, TargetKind};
use strongroom_ui::{Choice, RadioGroup, use_hydrated};

/// The strategies of the chosen target. Without scripts it is not known which one that is, so all are there.
#[component]
pub(super) fn MethodField(
    /// What is entered.
    input: PlanInput,
    /// What is wrong with the choice.
    #[prop(optional, into)]
    error: MaybeProp<String>,
) -> impl IntoView {
    let hydrated = use_hydrated();
    let kind = Memo::new(move |_| input.chosen().map(|target| target.kind).filter(|_| hydrated.get()));
    move || {
        let offered = match kind.get() {
            Some(kind) => input.offered(kind),
            None => Strategy::ALL
                .into_iter()
                .filter(|strategy| TargetKind::ALL.iter().any(|kind| strategy.is_offered_by(*kind)))
                .collect(),
        };
        let present = untrack(|| input.strategy()).is_some_and(|strategy| offered.contains(&strategy));
        if let Some(usual) = offered.first().filter(|_| !present && kind.get().is_some()) {
            input.strategy.set(usual.word().to_owned());
        }
        let choices = offered.into_iter().map(|strategy| choice(strategy, kind.get().is_none())).collect::<Vec<_>>();
        view! { <RadioGroup id="strategy" name="strategy" legend="How the credential is replaced" choices bind_to=input.strategy required=true error/> }
            .into_any()
    }
}

fn choice(strategy: Strategy, names_kinds: bool) -> Choice {
    let short = match strategy.guarantee() {
        Guarantee::NoGap => "No gap",
        Guarantee::ShortGap => "Short gap",
        Guarantee::BreaksOldAtOnce => "Breaks the old one at once",
    };
    let kinds = TargetKind::ALL.into_iter().filter(|kind| strategy.is_offered_by(*kind));
    let kinds = kinds.map(words::kind).collect::<Vec<_>>().join(", ");
    let kinds = if names_kinds { format!(" Offered by {kinds}.") } else { String::new() };
    let hint = format!("{short}. {}{kinds}", guarantee(strategy.guarantee()));
    Choice::new(strategy.word(), labels::strategy(strategy)).hint(hint)
}
