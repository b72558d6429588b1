//! Deletes a secret after a recovery window.

use crate::{
    client::{FormAction, SubmitForm, failure, on_success},
    secrets::{calls::DeleteSecret, frame::Reload, problems::ActionError},
};
use leptos::prelude::*;
use strongroom_ui::{Button, ButtonKind, Card, Glyph, NumberField, Tone, use_toasts};

/// The card that deletes the secret.
#[component]
pub fn DeleteCard(
    /// The secret.
    name: String,
    /// Its revision, as this page shows it.
    revision: u64,
) -> impl IntoView {
    let action = FormAction::<DeleteSecret>::new();
    let (reload, toasts) = (Reload::here(), use_toasts());
    on_success(action, move |()| {
        toasts.say("Deletion scheduled. The secret can no longer be read.");
        reload.now();
    });
    view! {
        <Card title="Delete">
            <details>
                <summary class="inline-flex h-8 items-center gap-2 rounded-lg border border-line-strong px-3 font-medium text-red hover:bg-red-tint phone:h-11.5">
                    <strongroom_ui::Icon glyph=Glyph::Trash/> "Delete this secret…"
                </summary>
                <SubmitForm action failed="Not deleted" attr:class="mt-4 flex flex-col gap-4">
                    <ActionError error=failure(action) title="Not deleted"/>
                    <p class="text-ink-2">"All reads fail immediately. You can restore the secret until the window ends."</p>
                    <input type="hidden" name="name" value=name/>
                    <input type="hidden" name="revision" value=revision.to_string()/>
                    <NumberField id="delete-days" name="days" label="Recovery window" value=30 min=7 max=30 unit="days" required=true/>
                    <div><Button kind=ButtonKind::Danger tone=Tone::Red submit=true pending=action.pending()>"Delete"</Button></div>
                </SubmitForm>
            </details>
        </Card>
    }
}
