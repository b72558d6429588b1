//! Status labels: a coloured dot and text.

use leptos::prelude::*;

use crate::Tone;

/// A coloured dot and its label.
#[component]
pub fn Status(
    /// Meaning of the colour.
    #[prop(into)]
    tone: Signal<Tone>,
    /// The label.
    children: Children,
) -> impl IntoView {
    view! {
        <span class="inline-flex items-baseline gap-2 align-middle">
            <span data-dot="" aria-hidden="true" class=move || ["relative -top-px size-1.75 shrink-0 rounded-full", tone.get().mark()].join(" ")></span>
            <span>{children()}</span>
        </span>
    }
}
