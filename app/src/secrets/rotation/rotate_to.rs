//! The dialog that rotates a secret to a given value.

use super::calls::RotateSecretTo;
use crate::{
    client::{FormAction, SubmitForm, any_failure, control_name, failure, on_success},
    secrets::{
        edit::{TextValueFields, TextValueInput},
        frame::{Reload, allowed},
        problems::{ActionError, Problems},
    },
};
use leptos::{ev::SubmitEvent, prelude::*};
use strongroom_domain::{Action, Field};
use strongroom_ui::{Button, ButtonKind, Dialog, DialogClose, use_toasts};

/// Fields that show their problems themselves.
const FIELDS: &[Field] = &[Field::SecretValue, Field::ValueKey];
/// Id of the dialog.
const DIALOG: &str = "rotate-to";

/// The button, and the dialog that says what will happen and takes the value. Nothing for those who may not.
#[component]
pub(super) fn RotateTo(
    /// Name of the secret.
    name: String,
    /// Keys that the value has now; none if it is not known to have any.
    keys: Vec<String>,
) -> impl IntoView {
    let action = FormAction::<RotateSecretTo>::new();
    let (reload, toasts) = (Reload::here(), use_toasts());
    let open = RwSignal::new(false);
    on_success(action, move |()| {
        toasts.say("Rotation started");
        open.set(false);
        // What was entered goes with the form.
        reload.now();
    });
    let input = TextValueInput::with_keys(keys);
    let problems = Problems::new(any_failure(action));
    let before_send = move |event: SubmitEvent| {
        if !problems.set(untrack(|| input.check()).into_iter().collect()) {
            event.prevent_default();
        }
    };
    let may = [Action::RotateSecret, Action::PutSecretValue].into_iter().all(allowed);
    may.then(|| {
        view! {
            <Button id="open-rotate-to" opens=DIALOG on_press=move |()| open.set(true)>"Rotate to a value…"</Button>
            <Dialog id=DIALOG title="Rotate to a value?" open wide=true>
                <p class="text-ink-2">"The function is given this value instead of making one. It makes it valid, tests it, and ends the old one. Applications read it once the function has accepted it, and the old value may stop working before they do."</p>
                <p class="text-ink-2">"If the function refuses the value, applications keep the current one, and the rotation waits for a person: no other value is tried."</p>
                <div on:submit:capture=before_send on:input=move |event| problems.changed(&control_name(&event))>
                    <SubmitForm action failed="Not rotated" attr:autocomplete="off" attr:novalidate="" attr:class="flex flex-col gap-4">
                        <ActionError error=problems.other(failure(action), FIELDS) title="Not rotated"/>
                        <input type="hidden" name="name" value=name/>
                        <TextValueFields prefix="value" input problems/>
                        <div class="flex justify-end gap-2">
                            <DialogClose dialog=DIALOG/>
                            <Button id="rotate-to-now" kind=ButtonKind::Primary submit=true pending=action.pending()>"Rotate to this value"</Button>
                        </div>
                    </SubmitForm>
                </div>
            </Dialog>
        }
        .into_any()
    })
}
