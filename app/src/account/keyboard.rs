//! The keyboard shortcuts of this browser.

use crate::client::SingleKeys;
use leptos::prelude::*;
use strongroom_ui::{Card, Switch, use_hydrated};

/// Switches shortcuts of a single key on and off.
#[component]
pub fn KeyboardCard() -> impl IntoView {
    let hydrated = use_hydrated();
    let keys = SingleKeys::here().enabled();
    view! {
        <Card title="Keyboard" note="kept by this browser" id="keyboard">
            // Only the browser knows the choice, so there is no switch before it has been read.
            {move || match hydrated.get() {
                true => view! {
                    <Switch
                        id="single-keys"
                        name="single_keys"
                        label="Shortcuts of a single key"
                        bind_to=keys
                        on_change=SingleKeys::keep
                        hint="Such as E to edit or G then S for the secrets. Switch them off if you use speech input. Ctrl+K always works. Press ? for the list."
                    />
                }
                .into_any(),
                false => view! { <p class="text-ink-3">"Keyboard shortcuts require JavaScript."</p> }.into_any(),
            }}
        </Card>
    }
}
