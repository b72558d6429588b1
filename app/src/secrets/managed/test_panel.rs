//! A test of what was entered, at the target.

use super::{credential::CredentialInput, input::PlanInput};
use crate::{
    client::{FormAction, any_failure},
    current_user::may,
    secrets::problems::ActionError,
    targets::{TestTarget, test_result},
};
use leptos::prelude::*;
use strongroom_domain::{Action, Strategy};
use strongroom_ui::{Button, Glyph, use_hydrated};

/// Logs in at the target with the managing account, and with the account if its credential was entered; checks rights. A rehearsal
/// also rotates a scratch account.
#[component]
pub(super) fn TestPanel(
    /// What is entered.
    input: PlanInput,
    /// The credential of the account, if the form asks for it.
    #[prop(optional)]
    credential: Option<CredentialInput>,
) -> impl IntoView {
    let action = FormAction::<TestTarget>::new();
    let hydrated = use_hydrated();
    let current = move || credential.map(|credential| credential.current(input.strategy())).unwrap_or_default();
    // A function has no accounts of its own: a test and a rehearsal are about the function, whatever it is told.
    let is_function = move || input.strategy() == Some(Strategy::Function);
    // A result is about what was tested, not about what was entered since.
    Effect::new(move |before: Option<()>| {
        for entered in [input.target, input.strategy, input.account] {
            entered.track();
        }
        drop(current());
        if before.is_some() {
            action.clear();
        }
    });
    let send = move |rehearse: bool| {
        let draft = untrack(|| input.draft());
        let (current, is_function) = untrack(|| (current(), is_function()));
        let (name, strategy) = (draft.target, draft.strategy);
        let account = if is_function { name.clone() } else { draft.account };
        action.send(TestTarget { name, strategy, account, rehearse, current });
    };
    let reason = move || match (hydrated.get(), may(Action::TestTarget), input.chosen().is_some()) {
        (false, ..) => Some("Requires JavaScript. The target's page can be tested before and after".to_owned()),
        (_, false, _) => Some("Your policies do not allow testing targets".to_owned()),
        (_, _, false) => Some("Choose a target first".to_owned()),
        _ if !is_function() && input.account.with(|account| account.trim().is_empty()) => {
            Some("Enter an account first".to_owned())
        }
        _ => None,
    };
    let unmanaged = move || {
        let none = input.chosen().is_some_and(|target| target.manager.is_none());
        reason().or_else(|| none.then(|| "A rehearsal needs a managing account, which creates an account".to_owned()))
    };
    let result = move || {
        let (found, target) = (action.outcome()?.ok()?, input.chosen()?);
        Some(test_result(&target, &found))
    };
    view! {
        <div class="flex flex-col gap-4">
            <p class="text-ink-2">"A test logs in at the target and changes nothing. A rehearsal also creates an account without rights, rotates it in the chosen way, and removes it again."</p>
            <div class="flex flex-wrap gap-2.5">
                <Button id="test-plan" icon=Glyph::Play disabled_reason=Signal::derive(reason) pending=action.pending() on_press=move |()| send(false)>"Test"</Button>
                <Button id="rehearse-plan" icon=Glyph::Rotate disabled_reason=Signal::derive(unmanaged) pending=action.pending() on_press=move |()| send(true)>"Rehearse"</Button>
            </div>
            <ActionError error=any_failure(action) title="Not tested"/>
            {move || result().map(|result| view! { <div class="rounded-xl border border-line px-4 py-4">{result}</div> }.into_any())}
        </div>
    }
}
