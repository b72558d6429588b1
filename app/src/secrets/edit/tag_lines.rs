//! Tags of a new secret.

use super::rows::FormRows;
use leptos::prelude::*;
use strongroom_domain::limits;
use strongroom_ui::{Button, ButtonSize, Glyph, TextField, use_hydrated};

/// Rows of tags. Unlike values, they are not masked.
#[component]
pub fn TagLines(
    /// The rows.
    lines: FormRows,
    /// What is wrong with one of them.
    #[prop(into)]
    error: Signal<Option<String>>,
) -> impl IntoView {
    let hydrated = use_hydrated();
    let waits = Signal::derive(move || (!hydrated.get()).then(|| "Adding tags requires JavaScript".to_owned()));
    view! {
        <div class="flex max-w-160 flex-col gap-3">
            <ul class="flex flex-col gap-2">
                <For each=move || lines.all() key=|line| line.id() let:line>
                    <li class="flex items-start gap-2">
                        <div class="flex-1"><TextField id=format!("tag-{}-key", line.id()) name="tag_keys[]" label=format!("Key of tag {}", line.id() + 1) quiet_label=true placeholder="env" max_length=limits::TAG bind_to=line.key/></div>
                        <div class="flex-1"><TextField id=format!("tag-{}-value", line.id()) name="tag_values[]" label=format!("Value of tag {}", line.id() + 1) quiet_label=true placeholder="prod" max_length=limits::TAG bind_to=line.value/></div>
                    </li>
                </For>
            </ul>
            {move || error.get().map(|error| view! { <p class="text-sm text-red" role="alert" data-error="">{error}</p> }.into_any())}
            <div><Button id="tag-add" size=ButtonSize::Small icon=Glyph::Plus disabled_reason=waits on_press=move |()| lines.add(String::new(), String::new())>"Add tag"</Button></div>
        </div>
    }
}
