//! The choice of a target.

use super::input::PlanInput;
use crate::{
    current_user::may,
    paths,
    targets::{TargetLine, address, words},
};
use leptos::prelude::*;
use strongroom_domain::Action;
use strongroom_ui::{Button, ButtonSize, Choice, Empty, Glyph, RadioGroup, Select};

/// Targets that are shown as cards; more are in a list that finds them by their first letters.
const CARDS: usize = 10;

/// The targets, each with its kind and address, and the way to a new one.
#[component]
pub(super) fn TargetField(
    /// What is entered.
    input: PlanInput,
    /// Whether a new target leads back to this form.
    #[prop(optional)]
    new: bool,
    /// What is wrong with the choice.
    #[prop(optional, into)]
    error: MaybeProp<String>,
) -> impl IntoView {
    let targets = input.targets();
    let add = move |words: &'static str| {
        let button = || view! { <Button size=ButtonSize::Small icon=Glyph::Plus href=paths::new_target_for_secret()>{words}</Button> };
        (new && may(Action::CreateTarget)).then(|| button().into_any())
    };
    if targets.is_empty() {
        let detail = "A target is a database or another system where Strongroom changes credentials.";
        return view! { <Empty title="No targets" detail>{add("New target")}</Empty> }.into_any();
    }
    let field = if targets.len() > CARDS {
        let choices = targets
            .iter()
            .map(|target| Choice::new(target.name.clone(), format!("{} · {}", target.name, described(target))));
        let choices = std::iter::once(Choice::new("", "Choose a target")).chain(choices).collect::<Vec<_>>();
        view! { <Select id="target" name="target" label="Target" choices bind_to=input.target required=true error/> }
            .into_any()
    } else {
        let choices =
            targets.iter().map(|target| Choice::new(target.name.clone(), target.name.clone()).hint(described(target)));
        let choices = choices.collect::<Vec<_>>();
        view! { <RadioGroup id="target" name="target" legend="Target" choices bind_to=input.target required=true error/> }.into_any()
    };
    view! { <div class="flex flex-col gap-4">{field} <div class="empty:hidden">{add("New target")}</div></div> }
        .into_any()
}

/// Kind, address and managing account.
fn described(target: &TargetLine) -> String {
    let manager = match &target.manager {
        Some(account) => format!("managed by {account}"),
        None => "each account changes itself".to_owned(),
    };
    let at = address(&target.host, target.port);
    format!("{} at {at}, {}, {manager}", words::kind(target.kind), words::protection(target.proof))
}
