//! The button that deactivates a leaked AccessKey, for those who may not activate it again too.

use super::calls::{DeactivateAccessKey, SwitchAccessKey};
use crate::{
    client::{Failure, FormAction, SubmitForm, counting, failure, on_success, with_undo},
    current_user::may,
};
use leptos::prelude::*;
use strongroom_domain::Action;
use strongroom_ui::{Button, ButtonKind, ButtonSize, Dialog, DialogClose, Glyph, Toast, Tone, use_toasts};

/// The button, and the dialog that says what follows.
#[component]
pub(crate) fn Deactivation(
    /// Name of the user.
    user: String,
    /// Id of the key.
    id: String,
    /// Number of the key on its page.
    at: usize,
    /// Deactivates a key.
    action: FormAction<DeactivateAccessKey>,
    /// Whether it is the main act of its page.
    #[prop(optional)]
    large: bool,
) -> impl IntoView {
    let dialog = format!("deactivate-key-{at}");
    let reason =
        (!may(Action::DeactivateAccessKey)).then(|| "Your policies do not allow deactivating AccessKeys".to_owned());
    let back = match may(Action::UpdateAccessKey) {
        true => "You can activate it again.",
        false => "Only an administrator can activate it again.",
    };
    let (size, kind) = match large {
        true => (ButtonSize::Large, ButtonKind::Danger),
        false => (ButtonSize::Small, ButtonKind::default()),
    };
    let shown = id.clone();
    view! {
        <Button id=format!("{dialog}-open") size kind icon=Glyph::Lock opens=dialog.clone() disabled_reason=reason>"Deactivate…"</Button>
        <Dialog id=dialog.clone() title="Deactivate this AccessKey?">
            <SubmitForm action failed="Not deactivated">
                <div class="flex flex-col gap-4">
                    <p><code class="break-all">{shown}</code></p>
                    <p class="text-ink-2">"Requests signed with it fail at once, also those of applications that still use it. " {back}</p>
                    <Failure errors=vec![failure(action)]/>
                    <input type="hidden" name="user" value=user/>
                    <input type="hidden" name="id" value=id/>
                    <div class="flex justify-end gap-2">
                        <DialogClose dialog/>
                        <Button kind=ButtonKind::Danger submit=true pending=action.pending()>"Deactivate"</Button>
                    </div>
                </div>
            </SubmitForm>
        </Dialog>
    }
}

/// Says that a key is deactivated, with an undo for those who may, and counts the change.
pub(crate) fn deactivation_done(action: FormAction<DeactivateAccessKey>, changes: RwSignal<u32>) {
    let toasts = use_toasts();
    on_success(action, move |(user, id)| {
        changes.update(|count| *count = count.wrapping_add(1));
        let toast = Toast::new("AccessKey deactivated").tone(Tone::Amber);
        toasts.push(match may(Action::UpdateAccessKey) {
            true => {
                let back = SwitchAccessKey { user, id, active: true };
                with_undo(toast, back, "AccessKey activated".to_owned(), counting(changes))
            }
            false => toast,
        });
    });
}
