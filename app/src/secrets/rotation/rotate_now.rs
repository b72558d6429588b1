//! The button that rotates now.

use super::calls::RotateSecret;
use crate::{
    client::{FormAction, SubmitForm, failure, on_success},
    secrets::{
        frame::{Reload, allowed},
        problems::ActionError,
    },
};
use leptos::prelude::*;
use strongroom_domain::Action;
use strongroom_ui::{Button, ButtonKind, use_toasts};

/// The button that rotates now, behind what will happen. Nothing for those who may not.
#[component]
pub(super) fn RotateNow(
    /// Name of the secret.
    name: String,
    /// What happens to running applications.
    consequence: &'static str,
) -> impl IntoView {
    let action = FormAction::<RotateSecret>::new();
    let (reload, toasts) = (Reload::here(), use_toasts());
    on_success(action, move |()| {
        toasts.say("Rotation started");
        reload.now();
    });
    allowed(Action::RotateSecret).then(|| view! {
        <details>
            <summary class="inline-flex h-8 items-center rounded-lg border border-line-strong px-3 font-medium hover:bg-hover phone:h-11.5">"Rotate now…"</summary>
            <SubmitForm action failed="Not rotated" attr:class="mt-4 flex flex-col gap-4">
                <ActionError error=failure(action) title="Not rotated"/>
                <p class="text-ink-2">{consequence}</p>
                <input type="hidden" name="name" value=name/>
                <div><Button kind=ButtonKind::Primary submit=true pending=action.pending()>"Rotate"</Button></div>
            </SubmitForm>
        </details>
    })
}
