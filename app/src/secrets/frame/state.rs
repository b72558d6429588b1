//! The state of a secret in its head, and the way back from a deletion.

use super::{Reload, allowed};
use crate::{
    client::{FormAction, SubmitForm, failure, on_success},
    current_user::LinkFor,
    paths,
    secrets::{calls::RestoreSecret, dto::SecretDetails, problems::ActionError},
};
use leptos::prelude::*;
use strongroom_domain::Action;
use strongroom_ui::{Banner, Button, Glyph, Status, Time, TimeMode, Tone, use_toasts};

/// "Active · v41 is current · encrypted with …".
pub(super) fn state_sentence(facts: &SecretDetails) -> AnyView {
    let state = match facts.delete_at {
        None => view! { <Status tone=Tone::Accent>"Active"</Status> }.into_any(),
        Some(at) => view! { <Status tone=Tone::Red>"Deletion " <Time at=at upcoming=true/></Status> }.into_any(),
    };
    let current = facts.current.map(|number| format!(" · v{number} is current"));
    let key = if facts.own_key { "its own key" } else { "the default key" };
    let key_list = format!("{}#{}", paths::KEYS, facts.key);
    view! {
        {state}
        <span>{current} " · encrypted with "</span>
        <LinkFor action=Action::ListKeys href=key_list class="underline decoration-line-strong">{key}</LinkFor>
    }
    .into_any()
}

/// A secret in its recovery window, which can only be restored.
#[component]
pub(super) fn Deleting(
    /// Name of the secret.
    name: String,
    /// When it will be deleted.
    at: i64,
) -> impl IntoView {
    let restore = FormAction::<RestoreSecret>::new();
    let name = StoredValue::new(name);
    let (reload, toasts) = (Reload::here(), use_toasts());
    on_success(restore, move |()| {
        toasts.say("Restored");
        reload.now();
    });
    view! {
        <ActionError error=failure(restore) title="Not restored"/>
        <Banner
            tone=Tone::Red
            title="Being deleted"
            action=move || allowed(Action::RestoreSecret).then(|| view! {
                <SubmitForm action=restore>
                    <input type="hidden" name="name" value=name.get_value()/>
                    <Button submit=true icon=Glyph::Restore pending=restore.pending()>"Restore"</Button>
                </SubmitForm>
            })
        >
            <p>"Applications cannot read it. It will be permanently deleted on " <Time at=at mode=TimeMode::Absolute/> ". You can restore it until then."</p>
        </Banner>
    }
}
