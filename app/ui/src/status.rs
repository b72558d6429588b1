//! A state: a coloured dot, always with its word.

use leptos::prelude::*;

use crate::Tone;

/// A dot and the word that says the same.
#[component]
pub fn Status(
    /// What the colour means.
    #[prop(into)]
    tone: Signal<Tone>,
    /// The word.
    children: Children,
) -> impl IntoView {
    view! {
        <span class="inline-flex items-baseline gap-2 align-middle">
            <span data-dot="" aria-hidden="true" class=move || ["relative -top-px size-1.75 shrink-0 rounded-full", tone.get().mark()].join(" ")></span>
            <span>{children()}</span>
        </span>
    }
}
