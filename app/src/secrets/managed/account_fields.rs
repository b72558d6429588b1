//! The accounts at the target.

use super::input::PlanInput;
use crate::secrets::problems::Problems;
use leptos::prelude::*;
use strongroom_domain::{Field, Strategy, limits};
use strongroom_ui::{TextField, use_hydrated};

/// The account, and the one that takes turns with it where the strategy has two.
#[component]
pub(super) fn AccountFields(
    /// What is entered.
    input: PlanInput,
    /// The form's problems.
    problems: Problems,
) -> impl IntoView {
    let hydrated = use_hydrated();
    let second = move || {
        let shown = !hydrated.get() || input.strategy() == Some(Strategy::TwoAccounts);
        shown.then(|| {
            let hint = "Only if two accounts take turns. Empty for the same name with _clone behind it; the managing account creates it if it is missing.";
            view! { <TextField id="second" name="second" label="Second account" bind_to=input.second mono=true max_length=limits::ACCOUNT_NAME hint/> }
                .into_any()
        })
    };
    let strategy = Memo::new(move |_| input.strategy().filter(|_| hydrated.get()));
    let first = move || {
        let (label, hint) = match strategy.get() {
            // A function is told the name of the secret.
            Some(Strategy::Function) => return None,
            Some(Strategy::SecondKey) => (
                "User",
                "Whose AccessKey it is. It must be the only one of the user: the next one needs the second place.",
            ),
            Some(_) => ("Account", "Exactly as the target has it."),
            None => ("Account", "Exactly as the target has it. Not used by functions."),
        };
        Some(
            view! { <TextField id="account" name="account" label bind_to=input.account required=true mono=true max_length=limits::ACCOUNT_NAME hint error=problems.of(Field::AccountName)/> },
        )
    };
    view! {
        <div class="grid items-start gap-4 lg:grid-cols-2">
            {first}
            {second}
        </div>
    }
}
