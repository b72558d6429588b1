//! On or off.

use leptos::prelude::*;

use crate::{checkbox::Tick, field::FieldNotes};

/// A switch: a box that looks as if it took effect. It does when its form is sent or `on_change` acts.
#[component]
pub fn Switch(
    /// The input's id.
    #[prop(into)]
    id: String,
    /// The name sent with the form.
    #[prop(into)]
    name: String,
    /// What is on when it is on.
    #[prop(into)]
    label: String,
    /// Whether it is on at first.
    #[prop(optional)]
    checked: bool,
    /// A signal that follows it; its changes are shown. Start it with `checked`.
    #[prop(optional, into)]
    bind_to: Option<RwSignal<bool>>,
    /// Called when it is switched.
    #[prop(optional, into)]
    on_change: Option<Callback<bool>>,
    /// What helps to decide.
    #[prop(optional, into)]
    hint: Option<String>,
) -> impl IntoView {
    let described = hint.is_some().then(|| format!("{id}-hint"));
    let tick =
        Tick { id: id.clone(), name, value: "true".to_owned(), checked, bind_to, on_change, described, switch: true };
    let class = "relative h-5 w-9 shrink-0 appearance-none rounded-full border border-control bg-sunk \
        before:absolute before:inset-y-0.5 before:start-0.5 before:size-3.5 before:rounded-full before:bg-control \
        checked:border-accent checked:bg-accent checked:before:start-4.5 checked:before:bg-on-accent";
    view! {
        <div class="flex flex-col gap-1">
            <label class="inline-flex min-h-6 items-center gap-2.5">
                {tick.input(class)}
                <span class="select-none">{label}</span>
            </label>
            <FieldNotes id hint error=MaybeProp::default()/>
        </div>
    }
}
