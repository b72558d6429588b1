//! Keyboard keys.

use leptos::prelude::*;

/// Draws keys: "J K" are two keys, "Ctrl+K" is one combination.
#[component]
pub fn KeyHint(
    /// The keys, separated by spaces.
    #[prop(into)]
    keys: String,
) -> impl IntoView {
    let keys: Vec<_> = keys.split_whitespace().map(|key| key.replace('+', " ")).collect();
    view! {
        <span class="inline-flex gap-1">
            {keys
                .into_iter()
                .map(|key| view! { <kbd class="rounded-sm border border-line-strong bg-sunk px-1.25 text-xs text-ink-3">{key}</kbd> }.into_any())
                .collect_view()}
        </span>
    }
}
