//! Keys to press.

use leptos::prelude::*;

/// Each word as one key: "J K" are two, "Ctrl+K" are pressed together and stand in one.
#[component]
pub fn KeyHint(
    /// The keys, apart by spaces.
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
