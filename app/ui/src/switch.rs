//! Switches.

use leptos::prelude::*;

use crate::{checkbox::CheckboxInput, field::FieldNotes};

/// A switch. Its state takes effect when its form is submitted or in `on_change`.
#[component]
pub fn Switch(
    /// The input's id.
    #[prop(into)]
    id: String,
    /// Name of the form field.
    #[prop(into)]
    name: String,
    /// Label: what the switch turns on.
    #[prop(into)]
    label: String,
    /// Whether it is initially on.
    #[prop(optional)]
    checked: bool,
    /// Two-way binding. Initialise the signal with the first state.
    #[prop(optional, into)]
    bind_to: Option<RwSignal<bool>>,
    /// Called when its state changes.
    #[prop(optional, into)]
    on_change: Option<Callback<bool>>,
    /// Hint below the control.
    #[prop(optional, into)]
    hint: Option<String>,
) -> impl IntoView {
    let described = hint.is_some().then(|| format!("{id}-hint"));
    let input = CheckboxInput {
        id: id.clone(),
        name,
        value: "true".to_owned(),
        checked,
        bind_to,
        on_change,
        described,
        switch: true,
    };
    let class = "relative h-5 w-9 shrink-0 appearance-none rounded-full border border-control bg-sunk \
        before:absolute before:inset-y-0.5 before:start-0.5 before:size-3.5 before:rounded-full before:bg-control \
        checked:border-accent checked:bg-accent checked:before:start-4.5 checked:before:bg-on-accent";
    view! {
        <div class="flex flex-col gap-1">
            <label class="inline-flex min-h-6 items-center gap-2.5">
                {input.view(class)}
                <span class="select-none">{label}</span>
            </label>
            <FieldNotes id hint error=MaybeProp::default()/>
        </div>
    }
}
